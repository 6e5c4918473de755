// The requests between mentees and mentors: those a member received, to accept or decline, and those the member sent.

import { Inbox } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT, PEOPLE_TYPES } from '../api/invalidation';
import {
  AcceptRequestDocument,
  type DeclineReason,
  DeclineRequestDocument,
  MyRequestsDocument,
  WithdrawRequestDocument,
} from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Card } from '../parts/card';
import { ConfirmDialog } from '../parts/confirm';
import { FormErrors } from '../parts/fields';
import { Pending } from '../parts/pending';
import { displayName } from '../parts/person';
import { OFFER_DECLINE_REASONS, REQUEST_DECLINE_REASONS, ReasonField } from '../parts/reason';
import { type Entry, entryOf, RequestDetails } from './request_details';

/** The member's open requests, sent and received, and the latest of those sent. */
export function useRequests() {
  return useQuery({ query: MyRequestsDocument, context: PEOPLE_CONTEXT });
}

interface RequestsProps {
  /** The id of the text that says why the member can't accept anyone now, if that is so. */
  refusal?: string | undefined;
  /** That text. */
  notice?: ReactNode;
  /** What to do without requests. */
  hint: string;
}

export function Requests({ refusal, notice, hint }: RequestsProps) {
  const [{ data, error }, refetch] = useRequests();
  const received = data?.received.nodes.toReversed() ?? [];
  const latest = data?.latest.nodes.filter(({ state }) => state !== 'OPEN') ?? [];
  const sent = [...(data?.open.nodes ?? []), ...latest];
  return (
    <Card title="Requests">
      {!data && <Pending error={error} retry={refetch} />}
      {data && received.length + sent.length === 0 && (
        <p className="empty-line">
          <Inbox size={22} strokeWidth={1.5} aria-hidden />
          <span>
            <strong>No requests.</strong> {hint}
          </span>
        </p>
      )}
      {received.length > 0 && (
        <>
          <h3>Received</h3>
          {notice}
          <ul className="rows request-rows">
            {received.map((request) => (
              <Received key={request.id} entry={entryOf(request, false)} refusal={refusal} />
            ))}
          </ul>
        </>
      )}
      {data?.received.pageInfo.hasPreviousPage && (
        <p className="hint">These have waited the longest. Decide on them to see the others.</p>
      )}
      {sent.length > 0 && (
        <>
          <h3>Sent</h3>
          <ul className="rows request-rows">
            {sent.map((request) => (
              <Sent key={request.id} entry={entryOf(request, true)} />
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

function Received({ entry, refusal }: { entry: Entry; refusal: string | undefined }) {
  const { submit, errors, isBusy } = useSubmit(AcceptRequestDocument, PEOPLE_TYPES);
  const [isDeclining, setDeclining] = useState(false);
  const { request, partner } = entry;
  const name = displayName(partner);
  const isOff = refusal !== undefined;
  const accept = async () => {
    if (!isOff) await submit({ input: { id: request.id } }, `You and ${name} are now matched.`);
  };
  return (
    <li className={request.state === 'OPEN' ? 'is-waiting' : undefined}>
      <RequestDetails entry={entry}>
        <FormErrors errors={otherErrors(errors, [])} />
      </RequestDetails>
      <div className="row">
        <button
          className="primary"
          aria-disabled={isBusy || isOff}
          aria-describedby={refusal}
          onClick={() => void accept()}
        >
          Accept<span className="hidden"> {name}</span>
        </button>
        <button onClick={() => setDeclining(true)}>
          Decline<span className="hidden"> {name}</span>
        </button>
      </div>
      <DeclineDialog entry={entry} isOpen={isDeclining} onClose={() => setDeclining(false)} />
    </li>
  );
}

interface DeclineProps {
  entry: Entry;
  isOpen: boolean;
  onClose: () => void;
}

function DeclineDialog({ entry, isOpen, onClose }: DeclineProps) {
  const [reason, setReason] = useState<DeclineReason | null>(null);
  const { submit, errors, isBusy } = useSubmit(DeclineRequestDocument, PEOPLE_TYPES);
  const { request, partner } = entry;
  const name = displayName(partner);
  const isOffer = request.kind === 'OFFER';
  const thing = isOffer ? 'offer' : 'request';
  const act = async () => {
    const input = { id: request.id, reason };
    return Boolean(await submit({ input }, `You declined the ${thing} from ${name}.`));
  };
  return (
    <ConfirmDialog
      title={`Decline the ${thing} from ${name}?`}
      action={`Decline ${thing}`}
      errors={otherErrors(errors, [])}
      {...{ isBusy, act, isOpen, onClose }}
    >
      <p>You might not be suggested to each other for a while.</p>
      <ReasonField
        reasons={isOffer ? OFFER_DECLINE_REASONS : REQUEST_DECLINE_REASONS}
        value={reason}
        onChange={setReason}
      />
    </ConfirmDialog>
  );
}

function Sent({ entry }: { entry: Entry }) {
  const { submit, errors, isBusy } = useSubmit(WithdrawRequestDocument, PEOPLE_TYPES);
  const { request, partner } = entry;
  const name = displayName(partner);
  const thing = request.kind === 'OFFER' ? 'offer' : 'request';
  const withdraw = () => submit({ input: { id: request.id } }, `You withdrew your ${thing} to ${name}.`);
  return (
    <li>
      <RequestDetails entry={entry}>
        <FormErrors errors={otherErrors(errors, [])} />
      </RequestDetails>
      {request.state === 'OPEN' && (
        <button className="quiet" aria-disabled={isBusy} onClick={() => void withdraw()}>
          Withdraw<span className="hidden"> {`${thing} to ${name}`}</span>
        </button>
      )}
    </li>
  );
}
