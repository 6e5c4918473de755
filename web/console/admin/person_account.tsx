// The status of a person's account, and the buttons that change it.

import { useState } from 'react';

import { PEOPLE_TYPES } from '../api/invalidation';
import { ApproveMentorDocument, SendPersonResetDocument, UpdatePersonDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Card } from '../parts/card';
import { FormErrors } from '../parts/fields';
import { formatDateTime } from '../parts/time';
import { useCan } from './permission';
import type { Person } from './person';

export function PersonAccount({ person }: { person: Person }) {
  const can = useCan();
  return (
    <Card title="Account">
      <dl className="facts">
        <div className="fact">
          <dt>Email</dt>
          <dd>
            <a href={`mailto:${person.email}`}>{person.email}</a>
          </dd>
        </div>
        <div className="fact">
          <dt>Email verified</dt>
          <dd>{person.isVerified ? 'Yes' : 'Not yet'}</dd>
        </div>
        <div className="fact">
          <dt>Status</dt>
          <dd>{person.isActive ? 'Active' : 'Deactivated'}</dd>
        </div>
        {person.isSuperuser && (
          <div className="fact">
            <dt>Permissions</dt>
            <dd>All (superuser)</dd>
          </div>
        )}
        <div className="fact">
          <dt>Joined</dt>
          <dd>{formatDateTime(person.dateJoined)}</dd>
        </div>
        <div className="fact">
          <dt>Last sign-in</dt>
          <dd>{person.lastLogin ? formatDateTime(person.lastLogin) : 'Never'}</dd>
        </div>
      </dl>
      {can('USERS_WRITE') && <Actions person={person} />}
    </Card>
  );
}

function Actions({ person }: { person: Person }) {
  const updating = useSubmit(UpdatePersonDocument, PEOPLE_TYPES);
  const approving = useSubmit(ApproveMentorDocument, PEOPLE_TYPES);
  const resetting = useSubmit(SendPersonResetDocument, PEOPLE_TYPES);
  const [message, setMessage] = useState<string | null>(null);
  const { id, email, isActive, isApproved, isVerified } = person;
  const clear = () => {
    setMessage(null);
    updating.setErrors([]);
    approving.setErrors([]);
    resetting.setErrors([]);
  };
  const update = async (change: { isActive: boolean } | { isVerified: boolean }, success: string) => {
    clear();
    if (await updating.submit({ input: { id, ...change } })) setMessage(success);
  };
  const approve = async () => {
    clear();
    if (await approving.submit({ input: { mentorId: id } })) setMessage('Mentor approved.');
  };
  const reset = async () => {
    clear();
    const sent = `We're emailing a password reset link to ${email}.`;
    if (await resetting.submit({ input: { id } })) setMessage(sent);
  };
  const isBusy = updating.isBusy || approving.isBusy || resetting.isBusy;
  const errors = [...updating.errors, ...approving.errors, ...resetting.errors];
  return (
    <>
      <FormErrors errors={otherErrors(errors, [])} />
      <div role="status">{message && <p className="notice">{message}</p>}</div>
      <div className="actions">
        {isActive ? (
          <button
            aria-disabled={isBusy}
            onClick={() =>
              void update({ isActive: false }, 'Account deactivated. All sessions have ended.')
            }
          >
            Deactivate
          </button>
        ) : (
          <button
            aria-disabled={isBusy}
            onClick={() => void update({ isActive: true }, 'Account activated.')}
          >
            Activate
          </button>
        )}
        {!isVerified && (
          <button
            aria-disabled={isBusy}
            onClick={() => void update({ isVerified: true }, 'Email marked as verified.')}
          >
            Mark as verified
          </button>
        )}
        {!isApproved && (
          <button aria-disabled={isBusy} onClick={() => void approve()}>
            Approve mentor
          </button>
        )}
        <button aria-disabled={isBusy} onClick={() => void reset()}>
          Send password reset
        </button>
      </div>
    </>
  );
}
