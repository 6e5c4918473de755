// Accounts with a pending deletion: the time left, restoring them, and deleting the expired ones.

import { useState } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT, PEOPLE_TYPES } from '../api/invalidation';
import { PeopleDocument, type PersonRowFragment, RestorePersonDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Card } from '../parts/card';
import { FormErrors } from '../parts/fields';
import { Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { displayName } from '../parts/person';
import { formatDateTime, formatTimeLeft, isPast, useNow } from '../parts/time';
import { useCan } from './permission';
import { PersonLink } from './person_status';
import { Purge } from './purge';

const SIZE = 20;
const FILTER = { isDeleted: true };

export function Deletions() {
  const can = useCan();
  const variables = { filter: FILTER, ...usePage(SIZE) };
  const [{ data, error }, refetch] = useQuery({
    query: PeopleDocument,
    variables,
    context: PEOPLE_CONTEXT,
  });
  const { submit, errors, isBusy } = useSubmit(RestorePersonDocument, PEOPLE_TYPES);
  const [restored, setRestored] = useState<string | null>(null);
  const restore = async (person: PersonRowFragment) => {
    setRestored(null);
    if (await submit({ input: { id: person.id } })) setRestored(displayName(person));
  };
  const people = data?.users;
  return (
    <>
      <h1>Pending deletions</h1>
      <Card title="Accounts scheduled for deletion" aside={can('USERS_DELETE') && <Purge />}>
        <p className="soft">
          People who ask for their account to be deleted can restore it until the grace period ends.
          After that, it's permanently deleted within a minute.
        </p>
        <div role="status">
          {restored && <p className="notice">{restored}'s account has been restored.</p>}
        </div>
        <FormErrors errors={otherErrors(errors, [])} />
        {!people && <Pending error={error} retry={refetch} />}
        {people?.nodes.length === 0 && <p className="empty">No pending deletions.</p>}
        {people && people.nodes.length > 0 && (
          <DeletionTable people={people.nodes} isBusy={isBusy} restore={restore} />
        )}
        {people && <Pager of="pending deletions" info={people.pageInfo} />}
      </Card>
    </>
  );
}

interface TableProps {
  people: PersonRowFragment[];
  isBusy: boolean;
  restore: (person: PersonRowFragment) => Promise<void>;
}

function DeletionTable({ people, isBusy, restore }: TableProps) {
  const can = useCan();
  const now = useNow();
  return (
    <div className="table-frame is-whole">
      <table className="people-list">
        <caption className="hidden">Accounts scheduled for deletion</caption>
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col" className="if-wide">
              Requested
            </th>
            <th scope="col">Time left</th>
            {can('USERS_WRITE') && (
              <th scope="col" className="actions-cell">
                <span className="hidden">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <td>
                <PersonLink person={person} />
              </td>
              <td className="if-wide number">
                {person.deletionRequestedDate && formatDateTime(person.deletionRequestedDate)}
              </td>
              <td className="number">
                <TimeLeft until={person.permanentDeletionDate} now={now} />
              </td>
              {can('USERS_WRITE') && (
                <td className="actions-cell">
                  {!isPast(person.permanentDeletionDate, now) && (
                    <button aria-disabled={isBusy} onClick={() => void restore(person)}>
                      Restore<span className="hidden"> {displayName(person)}</span>
                    </button>
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TimeLeft({ until, now }: { until: string | null; now: number }) {
  if (!until) return null;
  if (isPast(until, now)) return <span className="badge badge-bad">Expired</span>;
  return <span title={formatDateTime(until)}>{formatTimeLeft(until, now)}</span>;
}
