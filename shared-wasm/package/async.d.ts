// The types of `@bruinbridge/validation/async`.
export { load, RulesUnavailableError } from './index.js';
