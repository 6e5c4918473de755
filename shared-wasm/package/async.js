// For tools that do not read `exports` in package.json.
export * from './dist/async.js';
