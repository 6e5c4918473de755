// The package for Node: reads the WASM from disk.
import { readFileSync } from 'node:fs';
import { start } from './validation.js';

const file = readFileSync(new URL('./rules_bg.wasm', import.meta.url));
start(await WebAssembly.instantiate(file));

export * from './validation.js';
