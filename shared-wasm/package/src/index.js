// The package for browsers: loads the WASM next to it.
import { start } from './validation.js';

const file = new URL('./rules_bg.wasm', import.meta.url);
start(await WebAssembly.instantiateStreaming(fetch(file)));

export * from './validation.js';
