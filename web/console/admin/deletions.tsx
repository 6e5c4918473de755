// Accounts with a pending deletion: the time left, restoring them, and deleting the expired ones.

import { Trash2 } from 'lucide-react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT, PEOPLE_TYPES } from '../api/invalidation';
import { PeopleDocument, type PersonRowFragment, RestorePersonDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { EmptyState } from '../parts/empty_state';
import { FormErrors } from '../parts/fields';
import { PageHead } from '../parts/page_head';
import { Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { displayName } from '../parts/person';
import { formatUntil, RelativeTime } from '../parts/relative_time';
import { formatDateTime, isPast, useNow } from '../parts/time';
import { ActionsHead } from './actions_head';
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
  const restore = (person: PersonRowFragment) =>
    void submit({ input: { id: person.id } }, `${displayName(person)}'s account has been restored.`);
  const people = data?.users;
  return (
    <>
      <PageHead
        title="Pending deletions"
        detail="People who asked to be deleted can change their mind until the grace period ends. Then the account is permanently deleted within a minute."
      >
        {can('USERS_DELETE') && <Purge />}
      </PageHead>
      <section className="people" aria-label="Accounts scheduled for deletion">
        <FormErrors errors={otherErrors(errors, [])} />
        {!people && <Pending error={error} retry={refetch} />}
        {people?.nodes.length === 0 && (
          <EmptyState icon={Trash2} title="No pending deletions">
            <p>Accounts whose owners ask for their deletion appear here.</p>
          </EmptyState>
        )}
        {people && people.nodes.length > 0 && (
          <DeletionTable people={people.nodes} isBusy={isBusy} restore={restore} />
        )}
        {people && <Pager of="pending deletions" info={people.pageInfo} />}
      </section>
    </>
  );
}

interface TableProps {
  people: PersonRowFragment[];
  isBusy: boolean;
  restore: (person: PersonRowFragment) => void;
}

function DeletionTable({ people, isBusy, restore }: TableProps) {
  const can = useCan();
  const now = useNow();
  return (
    <div className="people-frame">
      <table className="people-table">
        <caption className="hidden">Accounts scheduled for deletion</caption>
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col" className="if-wide">
              Requested
            </th>
            <th scope="col" className="until">
              Will be deleted
            </th>
            {can('USERS_WRITE') && <ActionsHead />}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <td>
                <PersonLink person={person} />
              </td>
              <td className="if-wide number">
                {person.deletionRequestedDate && <RelativeTime time={person.deletionRequestedDate} />}
              </td>
              <td className="until">
                <TimeLeft until={person.permanentDeletionDate} now={now} />
              </td>
              {can('USERS_WRITE') && (
                <td className="actions-cell">
                  {!isPast(person.permanentDeletionDate, now) && (
                    <button aria-disabled={isBusy} onClick={() => restore(person)}>
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
  return <span title={formatDateTime(until)}>{formatUntil(until, now)}</span>;
}
