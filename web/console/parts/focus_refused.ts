// Moves the keyboard focus to the first field of a form that was refused, where its message is.

/** Call it when the errors are known; it waits until the page shows them. */
export function focusRefused(form: HTMLElement | null): void {
  requestAnimationFrame(() => {
    form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  });
}
