// Says what happened, in a message at the bottom of the window that goes after a few seconds. Screen readers read it out.

const SHOWN_MS = 6000;

/** An `output` is announced politely. It must exist before its text changes. */
const region = document.createElement('output');
region.className = 'hidden';
document.body.append(region);

let timer: ReturnType<typeof setTimeout> | undefined;

/** Keeps the message in the page when a panel that shows it is removed. */
export function keepAnnouncement(panel: Element): void {
  if (panel.contains(region)) document.body.append(region);
}

/** Shows a message, in place of the one before it. */
export function announce(message: string): void {
  clearTimeout(timer);
  // A side panel makes everything outside of it inert, which screen readers skip.
  (document.querySelector('dialog.side-panel[open]') ?? document.body).append(region);
  region.textContent = message;
  region.className = 'toast';
  // It stays in the page for screen readers that look it up.
  timer = setTimeout(() => {
    region.className = 'hidden';
  }, SHOWN_MS);
}
