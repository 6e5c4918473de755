// Accounts that are about to be deleted, how long they can still be kept, and those whose time is over.

import { useState } from 'react';
import { useQuery } from 'urql';

import { PeopleDocument, type PersonRowFragment, RestorePersonDocument } from '../api/operations';
import { general, useSubmit } from '../api/submit';
import { PEOPLE, TOUCHED } from '../api/touched';
import { FormErrors } from '../parts/fields';
import { nameOf } from '../parts/name';
import { Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { Card } from '../parts/shell';
import { at, isOver, left, useNow } from '../parts/time';
import { useCan } from './permission';
import { PersonLink } from './person_state';
import { Purge } from './purge';

const SIZE = 20;
const FILTER = { isDeleted: true };

export function Deletions() {
  const can = useCan();
  const variables = { filter: FILTER, ...usePage(SIZE) };
  const [{ data, error }, ask] = useQuery({ query: PeopleDocument, variables, context: PEOPLE });
  const { submit, errors, isBusy } = useSubmit(RestorePersonDocument, TOUCHED);
  const [restored, setRestored] = useState<string | null>(null);
  const restore = async (person: PersonRowFragment) => {
    setRestored(null);
    if (await submit({ input: { id: person.id } })) setRestored(nameOf(person));
  };
  const leaving = data?.users;
  return (
    <>
      <h1>Pending deletions</h1>
      <Card title="On their way out" aside={can('USERS_DELETE') && <Purge />}>
        <p className="soft">
          Whoever asked for the deletion of their account can keep it until its time is over. After
          that it is deleted for good, within a minute.
        </p>
        <div role="status">{restored && <p className="notice">{restored} stays.</p>}</div>
        <FormErrors errors={general(errors, [])} />
        {!leaving && <Pending error={error} retry={ask} />}
        {leaving?.nodes.length === 0 && <p className="empty">Nobody is leaving.</p>}
        {leaving && leaving.nodes.length > 0 && (
          <LeavingTable people={leaving.nodes} isBusy={isBusy} restore={restore} />
        )}
        {leaving && <Pager of="pending deletions" info={leaving.pageInfo} />}
      </Card>
    </>
  );
}

interface TableProps {
  people: PersonRowFragment[];
  isBusy: boolean;
  restore: (person: PersonRowFragment) => Promise<void>;
}

function LeavingTable({ people, isBusy, restore }: TableProps) {
  const can = useCan();
  const now = useNow();
  return (
    <div className="table-frame is-whole">
      <table className="people-list">
        <caption className="hidden">Accounts that are about to be deleted</caption>
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col" className="if-wide">
              Asked for
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
                {person.deletionRequestedDate && at(person.deletionRequestedDate)}
              </td>
              <td className="number">
                <TimeLeft until={person.permanentDeletionDate} now={now} />
              </td>
              {can('USERS_WRITE') && (
                <td className="actions-cell">
                  {!isOver(person.permanentDeletionDate, now) && (
                    <button aria-disabled={isBusy} onClick={() => void restore(person)}>
                      Restore<span className="hidden"> {nameOf(person)}</span>
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
  if (isOver(until, now)) return <span className="badge badge-bad">Over</span>;
  return <span title={at(until)}>{left(until, now)}</span>;
}
