// Fixes the ARIA roles of the editor's tabs. GraphiQL nests buttons in tabs, which confuses screen readers; here the
// tabs become a list of buttons, one of them pressed.

/** Fixes the roles now, and again whenever the editor changes them. */
export function fixTabRoles(root: HTMLElement): void {
  new MutationObserver(() => fix(root)).observe(root, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['role', 'aria-selected'],
  });
  fix(root);
}

function fix(root: HTMLElement): void {
  root.querySelector('[role="tablist"]')?.setAttribute('role', 'list');
  for (const tab of root.querySelectorAll('.graphiql-tab[aria-selected]')) {
    const isSelected = tab.getAttribute('aria-selected') ?? 'false';
    tab.querySelector('.graphiql-tab-button')?.setAttribute('aria-pressed', isSelected);
    tab.removeAttribute('aria-selected');
    tab.setAttribute('role', 'listitem');
  }
}
