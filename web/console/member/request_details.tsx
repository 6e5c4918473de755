// What a request between a mentee and a mentor says: the other person, its state, the note, and its dates.

import type { ReactNode } from 'react';

import type { RequestRowFragment, RequestState } from '../api/operations';
import { Avatar, type Pictured } from '../parts/avatar';
import { ordinal } from '../parts/ordinal';
import { displayName, yearAndMajors } from '../parts/person';
import { RelativeTime } from '../parts/relative_time';
import { formatDate } from '../parts/time';

/** A request with the other person, who may have only an address. */
export interface Entry {
  request: RequestRowFragment;
  partner: Pictured & { year: number | null; major: string[] };
}

/** Adds the other person to a request that the member sent or received. */
export function entryOf(request: RequestRowFragment, isSent: boolean): Entry {
  const { kind, mentor, mentee, menteeEmail } = request;
  if ((kind === 'REQUEST') === isSent) return { request, partner: mentor };
  const unknown = { fullName: 'Not provided', profilePictureUrl: null, year: null, major: [] };
  return { request, partner: mentee ?? { ...unknown, email: menteeEmail } };
}

const STATES: Record<RequestState, [text: string, className: string]> = {
  OPEN: ['Open', 'badge'],
  ACCEPTED: ['Accepted', 'badge badge-good'],
  DECLINED: ['Declined', 'badge badge-warn'],
  WITHDRAWN: ['Withdrawn', 'badge'],
  EXPIRED: ['Expired', 'badge'],
  CLOSED: ['Closed', 'badge'],
};

/** The request, and below it `children`. */
export function RequestDetails({ entry, children }: { entry: Entry; children: ReactNode }) {
  const { request, partner } = entry;
  const [state, className] = STATES[request.state];
  return (
    <div className="request with-avatar">
      <Avatar person={partner} />
      <div>
        <div className="name-line">
          <strong>{displayName(partner)}</strong>
          <span className={request.position === null ? className : 'badge badge-warn'}>
            {request.position === null ? state : `${ordinal(request.position)} in line`}
          </span>
        </div>
        <p className="hint">{yearAndMajors(partner)}</p>
        {request.note && <p className="note request-note">{request.note}</p>}
        <Dates request={request} />
        {children}
      </div>
    </div>
  );
}

function Dates({ request }: { request: RequestRowFragment }) {
  const { state, createdAt, expiresAt, decidedAt } = request;
  return (
    <p className="hint">
      Sent <RelativeTime time={createdAt} />
      {state === 'OPEN' && ` · Open until ${formatDate(expiresAt)}`}
      {state !== 'OPEN' && decidedAt && ` · Ended ${formatDate(decidedAt)}`}
    </p>
  );
}
