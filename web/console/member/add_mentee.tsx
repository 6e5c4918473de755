// A form with which a mentor adds a mentee by email address.

import { type FormEvent, useState } from 'react';

import { PEOPLE_TYPES } from '../api/invalidation';
import { AddMenteeDocument } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { FormErrors, TextField } from '../parts/fields';
import { useRules } from '../parts/rules';
import { useServerRules } from '../parts/server_rules';

const FIELD = 'menteeEmail';

export function AddMentee({ mentees }: { mentees: { id: string }[] }) {
  const { validateEmail } = useRules();
  const serverRules = useServerRules();
  const [email, setEmail] = useState('');
  const { submit, errors, setErrors, clearingErrors, isBusy } = useSubmit(
    AddMenteeDocument,
    PEOPLE_TYPES,
  );
  const add = async (event: FormEvent) => {
    event.preventDefault();
    const validated = validateEmail(email, serverRules);
    setErrors(validated.errors.map((error) => ({ ...error, field: [FIELD] })));
    if (!validated.ok) return;
    const address = validated.value;
    const known = new Set(mentees.map(({ id }) => id));
    // A server with private registration makes an offer, and does not disclose whether an account has the address.
    const payload = await submit({ input: { menteeEmail: address } }, ({ roster }) =>
      roster?.mentees.some(({ id }) => !known.has(id))
        ? `${address} was added to your roster.`
        : `If ${address} has an account that can accept it, your offer was sent.`,
    );
    if (payload) setEmail('');
  };
  return (
    <form className="inline-form" onSubmit={add} noValidate>
      <TextField
        label="Add a mentee by email"
        type="email"
        autoComplete="off"
        value={email}
        onChange={clearingErrors(setEmail)}
        errors={fieldErrors(errors, FIELD)}
      />
      <button aria-disabled={isBusy}>Add</button>
      <FormErrors errors={otherErrors(errors, [FIELD])} />
    </form>
  );
}
