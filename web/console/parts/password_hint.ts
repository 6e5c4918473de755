// The hint at a field for an account's first password.

import { limits } from './limits';

const { minLength, maxLength } = limits.password;

/** What makes a good password. */
export const PASSWORD_HINT = `${minLength} to ${maxLength} characters. A few unrelated words work best.`;
