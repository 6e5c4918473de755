// The matches that administrators just made and can still undo.

import { Undo2 } from 'lucide-react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT, PEOPLE_TYPES } from '../api/invalidation';
import { type BoardPersonFragment, MatchedDocument, UndoMatchDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Card } from '../parts/card';
import { FormErrors } from '../parts/fields';
import { Pending } from '../parts/pending';
import { displayName } from '../parts/person';
import { isPast, useNow } from '../parts/time';

/** How many are shown; the tab with all matches has the others. */
const SHOWN = 5;
/** More than are shown, in order to know whether there are more. */
const PAGE = { first: SHOWN + 1, after: null, last: null, before: null };

export function RecentMatches() {
  const now = useNow();
  const [{ data, error }, refetch] = useQuery({
    query: MatchedDocument,
    variables: PAGE,
    context: PEOPLE_CONTEXT,
  });
  const recent = data?.matches.matched.nodes.filter(({ undoUntil }) => canUndo(undoUntil, now)) ?? [];
  if (error && !data) return <Pending error={error} retry={refetch} />;
  if (recent.length === 0) return null;
  return (
    <Card title="Just matched">
      <p className="hint">Emails about these matches go out when the time to undo is over.</p>
      <ul className="rows rows-dense recent">
        {recent.slice(0, SHOWN).map(({ mentee, mentor, undoUntil }) => (
          <li key={mentee.id}>
            <div>
              <strong>{displayName(mentee)}</strong> with {displayName(mentor)}
              <div className="hint number">{undoUntil && timeLeft(undoUntil, now)}</div>
            </div>
            <UndoMatch mentee={mentee} mentor={mentor} />
          </li>
        ))}
      </ul>
      {recent.length > SHOWN && <a href="#/matches?tab=matches">All recent matches</a>}
    </Card>
  );
}

/** Whether a match can still be undone. */
export function canUndo(undoUntil: string | null, now: number): undoUntil is string {
  return undoUntil !== null && !isPast(undoUntil, now);
}

interface UndoProps {
  mentee: BoardPersonFragment;
  mentor: BoardPersonFragment;
}

export function UndoMatch({ mentee, mentor }: UndoProps) {
  const { submit, errors, isBusy } = useSubmit(UndoMatchDocument, PEOPLE_TYPES);
  const [menteeName, mentorName] = [displayName(mentee), displayName(mentor)];
  const undo = () =>
    submit(
      { input: { menteeId: mentee.id, mentorId: mentor.id } },
      `Undone: ${menteeName} isn't matched with ${mentorName}. Nobody gets an email about it.`,
    );
  return (
    <>
      <button className="quiet with-icon" aria-disabled={isBusy} onClick={() => void undo()}>
        <Undo2 size={16} aria-hidden />
        Undo
        <span className="hidden">
          {' '}
          the match of {menteeName} and {mentorName}
        </span>
      </button>
      <FormErrors errors={otherErrors(errors, [])} />
    </>
  );
}

/** Such as "9 min left to undo" or "40 s left to undo". */
export function timeLeft(until: string, now: number): string {
  const seconds = Math.max(0, Math.ceil((new Date(until).getTime() - now) / 1000));
  return seconds >= 60 ? `${Math.ceil(seconds / 60)} min left to undo` : `${seconds} s left to undo`;
}
