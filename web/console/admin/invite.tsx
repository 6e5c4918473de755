// The button that invites a person, and its dialog.

import { UserPlus } from 'lucide-react';
import { type FormEvent, useId, useLayoutEffect, useRef, useState } from 'react';

import { PEOPLE_TYPES } from '../api/invalidation';
import { InvitePersonDocument, type Role } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { FormErrors, SelectField, TextField } from '../parts/fields';
import { ROLE_NAMES } from '../parts/person';
import { LABELS } from '../parts/profile_fields';
import { setParams, useRoute } from '../parts/route';
import { useRules } from '../parts/rules';
import { useServerRules } from '../parts/server_rules';

const FIELDS = ['email', 'role', 'firstName', 'lastName'];
const EMPTY = { email: '', role: 'MENTEE' as Role, firstName: '', lastName: '' };

interface InviteProps {
  /** Called with the address of each invitation, and with null when another one is begun. */
  onInvited: (email: string | null) => void;
}

/** The address says whether the dialog is open, so that the search of the console can open it. */
export function Invite({ onInvited }: InviteProps) {
  const isOpen = useRoute().params.has('invite');
  const open = () => {
    onInvited(null);
    setParams({ invite: '1' });
  };
  const close = () => setParams({ invite: null }, 'replace');
  return (
    <>
      <button className="primary with-icon" onClick={open}>
        <UserPlus size={18} aria-hidden /> Invite
      </button>
      {isOpen && <InviteDialog onInvited={onInvited} onClose={close} />}
    </>
  );
}

/** The dialog, open as long as it is rendered. */
function InviteDialog({ onInvited, onClose }: InviteProps & { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => dialog.current?.showModal(), []);
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
      <div className="dialog-actions">
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
