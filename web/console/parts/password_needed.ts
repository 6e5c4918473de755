// Connects requests that need the password again with the dialog that asks for it.

/** Asks for the password; resolves to whether it was correct, or false if the user cancels. */
type Ask = () => Promise<boolean>;

let ask: Ask | undefined;
let asking: Promise<boolean> | undefined;

/** Sets what asks for the password; returns a function that removes it. */
export function onPasswordNeeded(next: Ask): () => void {
  ask = next;
  return () => {
    if (ask === next) ask = undefined;
  };
}

/** Asks for the password once for all requests that need it at the same moment. */
export function askForPassword(): Promise<boolean> {
  asking ??= (ask?.() ?? Promise.resolve(false)).finally(() => {
    asking = undefined;
  });
  return asking;
}
