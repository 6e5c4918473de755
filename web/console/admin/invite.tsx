// The button that invites a person, and its dialog.

import { type FormEvent, useEffect, useId, useRef, useState } from 'react';

import { PEOPLE_TYPES } from '../api/invalidation';
import { InvitePersonDocument, type Role } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { FormErrors, SelectField, TextField } from '../parts/fields';
import { ROLE_NAMES } from '../parts/person';
import { LABELS } from '../parts/profile_fields';
import { useRules } from '../parts/rules';
import { useServerRules } from '../parts/server_rules';

const FIELDS = ['email', 'role', 'firstName', 'lastName'];
const EMPTY = { email: '', role: 'MENTEE' as Role, firstName: '', lastName: '' };

interface InviteProps {
  /** Called with the address of each invitation, and with null when another one is begun. */
  onInvited: (email: string | null) => void;
}

export function Invite({ onInvited }: InviteProps) {
  const [isOpen, setOpen] = useState(false);
  const open = () => {
    onInvited(null);
    setOpen(true);
  };
  return (
    <>
      <button onClick={open}>Invite</button>
      {isOpen && <InviteDialog onInvited={onInvited} onClose={() => setOpen(false)} />}
    </>
  );
}

/** The dialog, open as long as it is rendered. */
function InviteDialog({ onInvited, onClose }: InviteProps & { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => dialog.current?.showModal(), []);
  // Closing returns the focus to the button; only then is the dialog removed.
  const close = () => dialog.current?.close();
  return (
    <dialog ref={dialog} aria-labelledby={titleId} onClose={onClose}>
      <h2 id={titleId}>Invite a person</h2>
      <p className="soft">They get an email with a link to choose a password.</p>
      <InviteForm
        close={close}
        onInvited={(email) => {
          close();
          onInvited(email);
        }}
      />
    </dialog>
  );
}

function InviteForm({ onInvited, close }: InviteProps & { close: () => void }) {
  const { validateEmail, validateSurvey } = useRules();
  const serverRules = useServerRules();
  const [input, setInput] = useState(EMPTY);
  const { submit, errors, setErrors, clearingErrors, isBusy } = useSubmit(
    InvitePersonDocument,
    PEOPLE_TYPES,
  );
  const { role, firstName, lastName } = input;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const email = validateEmail(input.email, serverRules);
    const names = validateSurvey({ firstName, lastName });
    setErrors([...email.errors, ...names.errors]);
    if (!email.ok || !names.ok) return;
    if (await submit({ input: { email: email.value, role, firstName, lastName } }))
      onInvited(email.value);
  };
  const field = (name: keyof typeof EMPTY) => ({
    value: input[name],
    onChange: clearingErrors((value: string) => setInput({ ...input, [name]: value })),
    errors: fieldErrors(errors, name),
  });
  return (
    <form onSubmit={send} noValidate>
      <TextField label="Email" type="email" hint={serverRules.domainHint} {...field('email')} />
      <SelectField
        label="Role"
        options={[
          ['MENTEE', ROLE_NAMES.MENTEE],
          ['MENTOR', ROLE_NAMES.MENTOR],
        ]}
        {...field('role')}
      />
      <TextField label={`${LABELS.firstName} (optional)`} {...field('firstName')} />
      <TextField label={`${LABELS.lastName} (optional)`} {...field('lastName')} />
      <FormErrors errors={otherErrors(errors, FIELDS)} />
      <div className="row">
        <button className="primary" aria-disabled={isBusy}>
          Send invitation
        </button>
        <button type="button" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  );
}
