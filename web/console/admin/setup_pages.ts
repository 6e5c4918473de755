// The pages that set the program up, in one part of the console that is loaded on demand.

export { Admins } from './admins';
export { Hooks } from './hooks';
export { Roles } from './roles';
export { Settings } from './settings';
export { WebhookPages } from './webhook_pages';
