// The list of what happened, which grows by a page at a time.

import { type ReactNode, useState } from 'react';
import { useQuery } from 'urql';

import { ActivityDocument, type ActivityFilter, type ActivityRowFragment } from '../api/operations';
import { Pending } from '../parts/pending';
import { displayName } from '../parts/person';
import { formatDateTime } from '../parts/time';
import { KINDS } from './activity_kinds';
import { useCan } from './permission';

const SIZE = 30;

export function ActivityList({ filter }: { filter: ActivityFilter }) {
  const [cursors, setCursors] = useState<(string | null)[]>([null]);
  return (
    <div className="table-frame is-whole">
      <table className="people-list">
        <caption className="hidden">Activity, newest first</caption>
        <thead>
          <tr>
            <th scope="col" className="if-wide">
              Time
            </th>
            <th scope="col">What happened</th>
          </tr>
        </thead>
        {cursors.map((after, index) => (
          <Rows
            key={after}
            filter={filter}
            after={after}
            isLast={index === cursors.length - 1}
            onMore={(next) => setCursors([...cursors, next])}
          />
        ))}
      </table>
    </div>
  );
}

interface RowsProps {
  filter: ActivityFilter;
  after: string | null;
  isLast: boolean;
  onMore: (after: string) => void;
}

/** One page. The last one has the button for the next. */
function Rows({ filter, after, isLast, onMore }: RowsProps) {
  const [{ data, error }, refetch] = useQuery({
    query: ActivityDocument,
    variables: { filter, first: SIZE, after },
    requestPolicy: 'network-only',
  });
  const activity = data?.activity;
  const next = activity?.pageInfo.hasNextPage ? activity.pageInfo.endCursor : null;
  return (
    <tbody>
      {activity?.nodes.map((entry) => (
        <Row key={entry.id} entry={entry} />
      ))}
      {!activity && (
        <Whole>
          <Pending error={error} retry={refetch} />
        </Whole>
      )}
      {activity && activity.nodes.length === 0 && (
        <Whole>
          <p className="empty">Nothing found.</p>
        </Whole>
      )}
      {isLast && next && (
        <Whole>
          <button onClick={() => onMore(next)}>Load more</button>
        </Whole>
      )}
    </tbody>
  );
}

function Whole({ children }: { children: ReactNode }) {
  return (
    <tr>
      <td colSpan={2}>{children}</td>
    </tr>
  );
}

function Row({ entry }: { entry: ActivityRowFragment }) {
  const can = useCan();
  const time = formatDateTime(entry.occurredAt);
  return (
    <tr className={entry.succeeded ? '' : 'is-bad'}>
      <td className="if-wide number">{time}</td>
      <td>
        {entry.sentence}
        <div className="hint">
          {KINDS[entry.kind]}
          <span className="if-narrow"> · {time}</span>
          {can('USERS_READ') &&
            entry.subjects.map((person) => (
              <span key={person.id}>
                {' · '}
                <a href={`#/people/${person.id}`}>{displayName(person)}</a>
              </span>
            ))}
        </div>
      </td>
    </tr>
  );
}
