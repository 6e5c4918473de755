// Blocking a mentor or an address, and unblocking one.

import { useState } from 'react';

import { PEOPLE_TYPES } from '../api/invalidation';
import {
  BlacklistMentorDocument,
  type MyMatchesQuery,
  UnblacklistMentorDocument,
} from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { Card } from '../parts/card';
import { ConfirmDialog } from '../parts/confirm';
import { FormErrors, TextField } from '../parts/fields';
import { displayName, yearAndMajors } from '../parts/person';
import { useRules } from '../parts/rules';
import { useServerRules } from '../parts/server_rules';

type Blocked = NonNullable<MyMatchesQuery['me']>['blockedMentors'][number];

interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
}

interface BlockProps extends DialogProps {
  mentor: { id: string; fullName: string };
  /** Whether this is the mentee's own mentor, so that blocking ends the match. */
  isMatched: boolean;
}

export function BlockDialog({ mentor, isMatched, isOpen, onClose }: BlockProps) {
  const { submit, errors, isBusy } = useSubmit(BlacklistMentorDocument, PEOPLE_TYPES);
  const name = displayName(mentor);
  const act = async () =>
    Boolean(await submit({ input: { mentorId: mentor.id } }, `You blocked ${name}.`));
  return (
    <ConfirmDialog
      title={`Block ${name}?`}
      action={isMatched ? 'Block and end match' : 'Block'}
      errors={otherErrors(errors, [])}
      {...{ isBusy, act, isOpen, onClose }}
    >
      {isMatched && (
        <p>Your match will end right away, and your messages with each other will be deleted.</p>
      )}
      <p>
        They won't be suggested to you anymore and can't add you to their roster. We won't notify them,
        and you can unblock them here at any time.
      </p>
    </ConfirmDialog>
  );
}

/** Whom the mentee has blocked, and a button to block an address. */
export function BlockedMentors({ blocked }: { blocked: Blocked[] }) {
  const { submit, errors, isBusy } = useSubmit(UnblacklistMentorDocument, PEOPLE_TYPES);
  const [isOpen, setOpen] = useState(false);
  const unblock = (entry: Blocked) =>
    submit({ input: { blockId: entry.id } }, `You unblocked ${nameOf(entry)}.`);
  return (
    <Card
      title="Blocked mentors"
      aside={
        <button className="quiet" onClick={() => setOpen(true)}>
          Block an email address…
        </button>
      }
    >
      <FormErrors errors={otherErrors(errors, [])} />
      {blocked.length === 0 && (
        <p className="soft">You haven't blocked anyone. Mentors you block can't be matched with you.</p>
      )}
      {blocked.length > 0 && (
        <ul className="rows rows-dense">
          {blocked.map((entry) => (
            <li key={entry.id}>
              <div>
                <strong>{nameOf(entry)}</strong>
                <p className="hint">{detailsOf(entry)}</p>
              </div>
              <button className="quiet" aria-disabled={isBusy} onClick={() => void unblock(entry)}>
                Unblock<span className="hidden"> {nameOf(entry)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <BlockAddressDialog isOpen={isOpen} onClose={() => setOpen(false)} />
    </Card>
  );
}

function nameOf({ email, mentor }: Blocked) {
  if (email) return email;
  return mentor ? displayName(mentor) : 'Former mentor';
}

function detailsOf({ email, mentor }: Blocked) {
  if (email) return 'Email address';
  return mentor ? yearAndMajors(mentor) : 'Not an active mentor anymore';
}

function BlockAddressDialog({ isOpen, onClose }: DialogProps) {
  const { validateEmail } = useRules();
  const serverRules = useServerRules();
  const [email, setEmail] = useState('');
  const { submit, errors, setErrors, clearingErrors, isBusy } = useSubmit(
    BlacklistMentorDocument,
    PEOPLE_TYPES,
  );
  const block = async () => {
    const validated = validateEmail(email, serverRules);
    setErrors(validated.errors.map((error) => ({ ...error, field: ['mentorEmail'] })));
    if (!validated.ok) return false;
    const announcement = `You blocked ${validated.value}.`;
    if (!(await submit({ input: { mentorEmail: validated.value } }, announcement))) return false;
    setEmail('');
    return true;
  };
  return (
    <ConfirmDialog
      title="Block an email address?"
      action="Block address"
      isDangerous={false}
      errors={otherErrors(errors, ['mentorEmail'])}
      act={block}
      {...{ isBusy, isOpen, onClose }}
    >
      <p>
        Whoever has this address, now or later, can't be matched with you. If it's your mentor's, your
        match ends right away, and your messages with each other will be deleted. Nobody learns that you
        blocked it.
      </p>
      <TextField
        label="Email address"
        type="email"
        autoComplete="off"
        value={email}
        onChange={clearingErrors(setEmail)}
        errors={fieldErrors(errors, 'mentorEmail')}
      />
    </ConfirmDialog>
  );
}
