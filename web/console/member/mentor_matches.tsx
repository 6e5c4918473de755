// A mentor's matches page: their roster, requests, and suggested mentees.

import { useState } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT, PEOPLE_TYPES } from '../api/invalidation';
import {
  type MatchEndReason,
  MenteeSuggestionsDocument,
  MyMatchesDocument,
  type MyMatchesQuery,
  OfferMentoringDocument,
  RemoveMenteeDocument,
} from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Avatar } from '../parts/avatar';
import { Card } from '../parts/card';
import { Confirm } from '../parts/confirm';
import { FormErrors } from '../parts/fields';
import { Pending } from '../parts/pending';
import { displayName, yearAndMajors } from '../parts/person';
import { MATCH_END_REASONS, ReasonField } from '../parts/reason';
import { formatDate } from '../parts/time';
import { AddMentee } from './add_mentee';
import { Pausing } from './pause';
import { ReportConcern } from './report_concern';
import { Requests, useRequests } from './requests';
import { Suggestion } from './suggestion';

type Roster = NonNullable<NonNullable<MyMatchesQuery['me']>['roster']>;

export function MentorMatches() {
  const [{ data, error }, refetch] = useQuery({
    query: MyMatchesDocument,
    context: PEOPLE_CONTEXT,
  });
  const roster = data?.me?.roster;
  return (
    <>
      <Card
        title="Your roster"
        aside={
          roster && (
            <span className="badge">
              {roster.isPaused ? 'Paused' : `${roster.spotsLeft} of ${roster.capacity} spots left`}
            </span>
          )
        }
      >
        {!data && <Pending error={error} retry={refetch} />}
        {roster?.mentees.length === 0 && <p className="empty">No mentees on your roster yet.</p>}
        <ul className="rows">
          {roster?.mentees.map((mentee) => (
            <Mentee key={mentee.id} mentee={mentee} />
          ))}
        </ul>
        {roster && (
          <>
            <AddMentee mentees={roster.mentees} />
            <Pausing roster={roster} />
          </>
        )}
      </Card>
      <Requests />
      <Suggestions hasSpots={Boolean(roster?.spotsLeft)} />
    </>
  );
}

function Mentee({ mentee }: { mentee: Roster['mentees'][number] }) {
  const [reason, setReason] = useState<MatchEndReason | null>(null);
  const { submit, errors, isBusy } = useSubmit(RemoveMenteeDocument, PEOPLE_TYPES);
  const name = displayName(mentee);
  const remove = async () => {
    const announcement = `${name} was removed from your roster.`;
    return Boolean(await submit({ input: { menteeId: mentee.id, reason } }, announcement));
  };
  return (
    <li>
      <div className="with-avatar">
        <Avatar person={mentee} />
        <div>
          <strong>{name}</strong>
          <p className="hint">{yearAndMajors(mentee)}</p>
          <p>
            {mentee.email && <a href={`mailto:${mentee.email}`}>{mentee.email}</a>}
            {mentee.matchedAt && <span className="hint"> · Matched {formatDate(mentee.matchedAt)}</span>}
          </p>
        </div>
      </div>
      <div className="row">
        <Confirm
          label="Remove"
          describes={name}
          title={`Remove ${name} from your roster?`}
          action="End match"
          errors={otherErrors(errors, [])}
          isBusy={isBusy}
          act={remove}
        >
          <p>
            They'll go back to waiting for a mentor, and your messages with each other will be deleted.
          </p>
          <ReasonField reasons={MATCH_END_REASONS} value={reason} onChange={setReason} />
        </Confirm>
        <ReportConcern about={mentee} />
      </div>
    </li>
  );
}

function Suggestions({ hasSpots }: { hasSpots: boolean }) {
  const [{ data, error }, refetch] = useQuery({
    query: MenteeSuggestionsDocument,
    context: PEOPLE_CONTEXT,
  });
  const [requests] = useRequests();
  const { submit, errors, isBusy } = useSubmit(OfferMentoringDocument, PEOPLE_TYPES);
  const suggestions = data?.menteeSuggestions.nodes;
  const offered = new Set(requests.data?.open.nodes.map(({ mentee }) => mentee?.id));
  const offer = async (mentee: { id: string; fullName: string }) => {
    // The button is not disabled, which would lose the focus.
    if (offered.has(mentee.id)) return;
    const name = displayName(mentee);
    await submit({ input: { menteeId: mentee.id } }, ({ request }) =>
      request?.state === 'ACCEPTED'
        ? `You and ${name} are now matched.`
        : `Your offer was sent to ${name}.`,
    );
  };
  return (
    <Card title="Suggested mentees">
      {!suggestions && <Pending error={error} retry={refetch} />}
      {suggestions?.length === 0 && (
        <p className="empty">No suggestions yet. Add more to your survey to find more mentees.</p>
      )}
      <FormErrors errors={otherErrors(errors, [])} />
      <ul className="rows">
        {suggestions?.map(({ mentee, score, sentence }) => (
          <Suggestion key={mentee.id} person={mentee} score={score} sentence={sentence}>
            <button
              disabled={!hasSpots}
              aria-disabled={isBusy || offered.has(mentee.id)}
              onClick={() => void offer(mentee)}
            >
              {offered.has(mentee.id) ? 'Offered' : 'Offer'}
              <span className="hidden"> {displayName(mentee)}</span>
            </button>
          </Suggestion>
        ))}
      </ul>
    </Card>
  );
}
