// How somebody's account stands, and what can be done about it.

import { useState } from 'react';

import { SendPersonResetDocument, UpdatePersonDocument } from '../api/operations';
import { general, useSubmit } from '../api/submit';
import { TOUCHED } from '../api/touched';
import { FormErrors } from '../parts/fields';
import { Card } from '../parts/shell';
import { at } from '../parts/time';
import { useCan } from './permission';
import type { Person } from './person';

export function PersonAccount({ person }: { person: Person }) {
  const can = useCan();
  return (
    <Card title="Account">
      <dl className="facts">
        <div className="fact">
          <dt>E-mail</dt>
          <dd>
            <a href={`mailto:${person.email}`}>{person.email}</a>
          </dd>
        </div>
        <div className="fact">
          <dt>Address</dt>
          <dd>{person.isVerified ? 'Verified' : 'Not verified yet'}</dd>
        </div>
        <div className="fact">
          <dt>Sign-in</dt>
          <dd>{person.isActive ? 'Allowed' : 'Not allowed'}</dd>
        </div>
        <div className="fact">
          <dt>Joined</dt>
          <dd>{at(person.dateJoined)}</dd>
        </div>
        <div className="fact">
          <dt>Last sign-in</dt>
          <dd>{person.lastLogin ? at(person.lastLogin) : 'Never'}</dd>
        </div>
      </dl>
      {can('USERS_WRITE') && <Actions person={person} />}
    </Card>
  );
}

function Actions({ person }: { person: Person }) {
  const updating = useSubmit(UpdatePersonDocument, TOUCHED);
  const resetting = useSubmit(SendPersonResetDocument, TOUCHED);
  const [done, setDone] = useState<string | null>(null);
  const { id, email, isActive, isVerified } = person;
  const begin = () => {
    setDone(null);
    updating.setErrors([]);
    resetting.setErrors([]);
  };
  const update = async (change: { isActive: boolean } | { isVerified: boolean }, told: string) => {
    begin();
    if (await updating.submit({ input: { id, ...change } })) setDone(told);
  };
  const reset = async () => {
    begin();
    if (await resetting.submit({ input: { id } })) setDone(`A link is on its way to ${email}.`);
  };
  const isBusy = updating.isBusy || resetting.isBusy;
  return (
    <>
      <FormErrors errors={general([...updating.errors, ...resetting.errors], [])} />
      <div role="status">{done && <p className="notice">{done}</p>}</div>
      <div className="actions">
        {isActive ? (
          <button
            aria-disabled={isBusy}
            onClick={() =>
              void update({ isActive: false }, 'Deactivated; all sessions have ended.')
            }
          >
            Deactivate
          </button>
        ) : (
          <button
            aria-disabled={isBusy}
            onClick={() => void update({ isActive: true }, 'Active again.')}
          >
            Activate
          </button>
        )}
        {!isVerified && (
          <button
            aria-disabled={isBusy}
            onClick={() => void update({ isVerified: true }, 'The address counts as verified.')}
          >
            Mark as verified
          </button>
        )}
        <button aria-disabled={isBusy} onClick={() => void reset()}>
          Send a password reset
        </button>
      </div>
    </>
  );
}
