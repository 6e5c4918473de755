// The messages of errors, looked up by their codes, so that tests do not repeat texts of the server and its rules.

import assert from 'node:assert/strict';

/** The message of the error with a code, in the result of a validation rule. */
export function messageOf(code, { errors }) {
  const found = errors.find((error) => error.code === code);
  assert.ok(found, `no ${code} in ${JSON.stringify(errors)}`);
  return found.message;
}

/** Does something for which the server returns an error with a code, and waits until the page shows its message. */
export async function rejects(page, code, act) {
  let message;
  const hasError = async (response) => {
    if (!response.url().endsWith('/graphql')) return false;
    const { data } = await response.json();
    message = data?.payload?.errors?.find((error) => error.code === code)?.message;
    return message !== undefined;
  };
  const response = page.waitForResponse(hasError);
  await act();
  await response;
  await page.getByText(message, { exact: true }).waitFor();
}
