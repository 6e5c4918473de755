// Types of the editor's modules that have none.

declare module 'monaco-editor/esm/vs/editor/editor.worker.js' {
  /** Starts a worker that also has the functions of `create`, if any. */
  export function initialize(create: ((context: unknown, data: unknown) => unknown) | null): void;
}
