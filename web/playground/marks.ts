// The editor marks its tabs in a way that readers of screens stumble over: buttons within tabs. Here they become
// what they are to everybody else, a list of buttons of which one is pressed.

/** Mends the marks now, and whenever the editor changes them. */
export function mendMarks(root: HTMLElement): void {
  new MutationObserver(() => mend(root)).observe(root, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['role', 'aria-selected'],
  });
  mend(root);
}

function mend(root: HTMLElement): void {
  root.querySelector('[role="tablist"]')?.setAttribute('role', 'list');
  for (const tab of root.querySelectorAll('.graphiql-tab[aria-selected]')) {
    const isSelected = tab.getAttribute('aria-selected') ?? 'false';
    tab.querySelector('.graphiql-tab-button')?.setAttribute('aria-pressed', isSelected);
    tab.removeAttribute('aria-selected');
    tab.setAttribute('role', 'listitem');
  }
}
