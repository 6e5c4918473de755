// Runs the same action for many callers without running it twice at a time.

/**
 * Returns the action so that it runs one at a time. Calls during a run share the run after it, because the current one
 * may have begun too early for them.
 */
export function coalesced<Result>(action: () => Promise<Result>): () => Promise<Result> {
  let current: Promise<Result> | undefined;
  let next: Promise<Result> | undefined;
  const run = () => {
    next = undefined;
    current = action().finally(() => {
      if (!next) current = undefined;
    });
    return current;
  };
  return () => {
    if (!current) return run();
    next ??= current.then(run, run);
    return next;
  };
}
