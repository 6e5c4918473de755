// The card of the home page about open requests: those the member sent, and those that wait for the member.

import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { HomeRequestsDocument } from '../api/operations';
import { Avatar } from '../parts/avatar';
import { Card } from '../parts/card';
import { ordinal } from '../parts/ordinal';
import { Pending } from '../parts/pending';
import { displayName } from '../parts/person';
import { RelativeTime } from '../parts/relative_time';
import { type Entry, entryOf } from './request_details';

/** The member's open requests: the newest of those sent, and the oldest of those received. */
export function useHomeRequests() {
  return useQuery({ query: HomeRequestsDocument, context: PEOPLE_CONTEXT });
}

/** Nothing, while there are no requests. Those received are only in it where no hero is about them. */
export function RequestsCard({ hasReceived }: { hasReceived: boolean }) {
  const [{ data, error }, refetch] = useHomeRequests();
  if (!data) {
    return error ? (
      <Card title="Open requests">
        <Pending error={error} retry={refetch} />
      </Card>
    ) : null;
  }
  const received = hasReceived
    ? data.received.nodes.toReversed().map((request) => entryOf(request, false))
    : [];
  const sent = data.sent.nodes.map((request) => entryOf(request, true));
  if (received.length + sent.length === 0) return null;
  const hasMore = data.received.pageInfo.hasPreviousPage || data.sent.pageInfo.hasNextPage;
  return (
    <Card title="Open requests">
      <ul className="rows">
        {received.map((entry) => (
          <Request key={entry.request.id} entry={entry} state="Waiting for you" />
        ))}
        {sent.map((entry) => (
          <Request key={entry.request.id} entry={entry} state={stateOfSent(entry)} />
        ))}
      </ul>
      <a className="button" href="#/matches">
        {hasMore ? 'View all requests' : 'View requests'}
      </a>
    </Card>
  );
}

function Request({ entry: { request, partner }, state }: { entry: Entry; state: string }) {
  return (
    <li>
      <div className="with-avatar">
        <Avatar person={partner} />
        <div>
          <strong>{displayName(partner)}</strong>
          <p className="hint">
            Sent <RelativeTime time={request.createdAt} />
          </p>
        </div>
      </div>
      <span className="badge">{state}</span>
    </li>
  );
}

/** A mentor without free spots has a queue. */
function stateOfSent({ request: { position } }: Entry): string {
  return position === null ? 'Waiting for a reply' : `${ordinal(position)} in line`;
}
