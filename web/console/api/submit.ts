// Submits forms. Errors from the server have the same shape as those of the validation rules in the browser.

import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useEffect, useRef, useState } from 'react';
import { type AnyVariables, type CombinedError, useMutation } from 'urql';

import { announce } from '../parts/announce';
import { askForPassword } from '../parts/password_needed';

/** An error about a form, from the rules in the browser or from the server. */
export interface FormError {
  code: string;
  field: string[] | null;
  message: string;
  params?: unknown;
}

interface MutationData {
  payload: { errors: FormError[] };
}

/**
 * Prepares a mutation. `submit` returns the payload, or null when there are errors, which are then in `errors`.
 * Queries about the `invalidated` types are fetched again. Screen readers announce `announcement` on success; pass
 * one where the page shows no message of its own, or a function where it depends on the payload. After a request that
 * failed, `amend` may return variables with which it is sent once more. Errors that come when the form has gone are
 * announced.
 */
export function useSubmit<Data extends MutationData, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
  invalidated: string[] = [],
  amend?: (variables: Variables, error: CombinedError) => Promise<Variables | null>,
) {
  const [, execute] = useMutation(document);
  const [isSubmitting, setSubmitting] = useState(false);
  const [errors, setErrors] = useState<FormError[]>([]);
  const isBusy = useRef(false);
  const isGone = useRef(false);
  useEffect(
    () => () => {
      isGone.current = true;
    },
    [],
  );
  const show = (errors: FormError[]) => {
    setErrors(errors);
    const messages = errors.map((error) => error.message);
    if (isGone.current && messages.length) announce(`That didn't work. ${messages.join(' ')}`);
  };
  const submit = async (
    variables: Variables,
    announcement?: string | ((payload: Data['payload']) => string),
  ): Promise<Data['payload'] | null> => {
    // Disabling the button would lose the focus, so it is only aria-disabled and a second press does nothing.
    if (isBusy.current) return null;
    isBusy.current = true;
    setSubmitting(true);
    setErrors([]);
    const send = (variables: Variables) => execute(variables, { additionalTypenames: invalidated });
    let { data, error } = await send(variables);
    if (needsPassword(error) && (await askForPassword())) ({ data, error } = await send(variables));
    try {
      const amended = error && amend ? await amend(variables, error) : null;
      if (amended) ({ data, error } = await send(amended));
    } catch (failure) {
      // Most likely a part of the page that could not be loaded: the first error stands.
      console.warn(failure);
    }
    isBusy.current = false;
    setSubmitting(false);
    if (!data) {
      show([{ code: 'BROKEN', field: null, message: requestErrorMessage(error) }]);
      return null;
    }
    show(data.payload.errors);
    if (data.payload.errors.length) return null;
    const { payload } = data;
    const message = typeof announcement === 'function' ? announcement(payload) : announcement;
    if (message) announce(message);
    return payload;
  };
  /** Wraps the setter of a field so that a change clears the errors, which are about the old input. */
  const clearingErrors =
    <Value>(set: (value: Value) => void) =>
    (value: Value) => {
      setErrors([]);
      set(value);
    };
  return { submit, errors, setErrors, clearingErrors, isBusy: isSubmitting };
}

/** Whether the request was refused until the user enters the password again. */
function needsPassword(error: CombinedError | undefined): boolean {
  return error?.graphQLErrors[0]?.extensions.code === 'REAUTHENTICATION_REQUIRED';
}

/** The message for a request that failed: the server's own, or that there was no response. */
export function requestErrorMessage(error: CombinedError | undefined): string {
  const noResponse = "Can't reach the server. Try again in a moment.";
  return error?.graphQLErrors[0]?.message ?? noResponse;
}

/** Why the server ignores the session of this browser, if it does. */
export function ignoredCookieMessage(
  extensions: Record<string, { message?: string } | undefined> | undefined,
): string | undefined {
  return extensions?.ignoredCookie?.message;
}

/** The messages about a field, or about one entry of a list. */
export function fieldErrors(errors: FormError[], ...path: string[]): string[] {
  const isHere = (error: FormError) => error.field?.join('.') === path.join('.');
  // The server may have sent the same error before the rules were loaded.
  return [...new Set(errors.filter(isHere).map((error) => error.message))];
}

/** The messages that are not about one of the fields on the form. */
export function otherErrors(errors: FormError[], shownFields: string[]): string[] {
  const isShown = (error: FormError) => shownFields.includes(error.field?.[0] ?? '');
  return errors.filter((error) => !isShown(error)).map((error) => error.message);
}
