// Sending a form: what the server refuses comes back in the shape that the rules use in the browser.

import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useRef, useState } from 'react';
import { type AnyVariables, type CombinedError, useMutation } from 'urql';

import { tell } from '../parts/tell';

/** A refusal, of the rules in the browser or of the server. */
export interface Refusal {
  code: string;
  field: string[] | null;
  message: string;
}

interface Answered {
  answer: { errors: Refusal[] };
}

/**
 * Sends a mutation; answers its payload when it was accepted, else null, and then `errors` tell why. Queries that
 * show something of the `touched` types are asked again. What is `told` is read out, where the page itself does not
 * say that it was done.
 */
export function useSubmit<Data extends Answered, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
  touched: string[] = [],
) {
  const [{ fetching }, execute] = useMutation(document);
  const [errors, setErrors] = useState<Refusal[]>([]);
  const isBusy = useRef(false);
  const submit = async (variables: Variables, told?: string): Promise<Data['answer'] | null> => {
    // A button that is disabled would lose the focus; so it only says that it is, and a second press does nothing.
    if (isBusy.current) return null;
    isBusy.current = true;
    setErrors([]);
    const { data, error } = await execute(variables, { additionalTypenames: touched });
    isBusy.current = false;
    if (!data) {
      setErrors([{ code: 'BROKEN', field: null, message: sentence(error) }]);
      return null;
    }
    setErrors(data.answer.errors);
    if (data.answer.errors.length) return null;
    if (told) tell(told);
    return data.answer;
  };
  /** A setter for a field, of which what was refused says nothing any more once it is changed. */
  const changing =
    <Value>(set: (value: Value) => void) =>
    (value: Value) => {
      setErrors([]);
      set(value);
    };
  return { submit, errors, setErrors, changing, isBusy: fetching };
}

/** What to say of a request that was not answered. */
export function sentence(error: CombinedError | undefined): string {
  const usual = 'The server cannot be reached; try again in a moment.';
  return error?.graphQLErrors[0]?.message ?? usual;
}

/** The sentences about a field, or about the entry of a list. */
export function about(errors: Refusal[], ...path: string[]): string[] {
  const isHere = (refusal: Refusal) => refusal.field?.join('.') === path.join('.');
  return errors.filter(isHere).map((refusal) => refusal.message);
}

/** The sentences about no field that is shown. */
export function general(errors: Refusal[], shown: string[]): string[] {
  const isShown = (refusal: Refusal) => shown.includes(refusal.field?.[0] ?? '');
  return errors.filter((refusal) => !isShown(refusal)).map((refusal) => refusal.message);
}
