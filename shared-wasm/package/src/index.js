// The package in a browser: loads the WASM that lies beside it, then is ready to use.
import { start } from './validation.js';

const file = new URL('./rules_bg.wasm', import.meta.url);
start(await WebAssembly.instantiateStreaming(fetch(file)));

export * from './validation.js';
