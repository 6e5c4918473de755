// For tools that do not read `exports` in package.json.
export * from './dist/proof_of_work.js';
