// The entry for callers that compile the rules in advance.
export { load, RulesUnavailableError } from './index.js';
