// The end of an account: pending, to be called off, or at once.

import { DeletePersonDocument, RestorePersonDocument } from '../api/operations';
import { general, useSubmit } from '../api/submit';
import { TOUCHED } from '../api/touched';
import { Confirm } from '../parts/confirm';
import { FormErrors } from '../parts/fields';
import { Card } from '../parts/shell';
import { at, left, useNow } from '../parts/time';
import { useCan } from './permission';
import type { Person } from './person';

export function PersonDeletion({ person, gone }: { person: Person; gone: () => void }) {
  const can = useCan();
  const { submit, errors, isBusy } = useSubmit(DeletePersonDocument, TOUCHED);
  const act = async () => {
    const answer = await submit({ input: { id: person.id } });
    if (answer) gone();
    return Boolean(answer);
  };
  const until = person.permanentDeletionDate;
  if (!until && !can('USERS_DELETE')) return null;
  return (
    <Card title="Deletion">
      {until && <PendingDeletion id={person.id} until={until} />}
      {can('USERS_DELETE') && (
        <div className="row">
          <Confirm
            label="Delete at once"
            title="Delete this account for good?"
            action="Delete for good"
            typed={person.email}
            errors={general(errors, [])}
            isBusy={isBusy}
            act={act}
          >
            <p>Profile, matches and messages go with it, at once. This cannot be undone.</p>
          </Confirm>
          <span className="hint">There is no grace period for this.</span>
        </div>
      )}
    </Card>
  );
}

function PendingDeletion({ id, until }: { id: string; until: string }) {
  const can = useCan();
  const now = useNow();
  const { submit, errors, isBusy } = useSubmit(RestorePersonDocument, TOUCHED);
  return (
    <>
      <p>
        The owner asked for it. On {at(until)}, in {left(until, now)}, the account is gone for good.
      </p>
      <FormErrors errors={general(errors, [])} />
      {can('USERS_WRITE') && (
        <button
          className="primary"
          aria-disabled={isBusy}
          onClick={() => void submit({ input: { id } }, 'The account stays.')}
        >
          Restore the account
        </button>
      )}
    </>
  );
}
