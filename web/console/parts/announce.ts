// Announces messages to screen readers, where the only visible result is that something leaves the page.

/** An `output` is announced politely. It must exist before its text changes. */
const region = document.createElement('output');
region.className = 'hidden';
document.body.append(region);

/** Has a message read out. */
export function announce(message: string): void {
  region.textContent = message;
}
