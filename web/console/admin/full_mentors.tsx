// The tab with mentors whose roster is full or who pause, with their mentees, and a way to open another spot.

import { Armchair } from 'lucide-react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT, PEOPLE_TYPES } from '../api/invalidation';
import { FullMentorsDocument, type FullMentorsQuery, SetCapacityDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Avatar } from '../parts/avatar';
import { EmptyState } from '../parts/empty_state';
import { FormErrors } from '../parts/fields';
import { Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { displayName, yearAndMajors } from '../parts/person';
import { useServerRules } from '../parts/server_rules';
import { formatDate } from '../parts/time';
import { Spots } from './matching_spots';
import { useCan } from './permission';

const SIZE = 12;

type FullMentor = FullMentorsQuery['matches']['full']['nodes'][number];

export function FullMentors() {
  const variables = usePage(SIZE, 'full-');
  const [{ data, error, stale }, refetch] = useQuery({
    query: FullMentorsDocument,
    variables,
    context: PEOPLE_CONTEXT,
  });
  const mentors = data?.matches.full;
  return (
    <section className="full-mentors" aria-label="Full rosters">
      {(!mentors || error) && <Pending error={error} retry={refetch} />}
      {mentors?.nodes.length === 0 && (
        <EmptyState icon={Armchair} title="No mentor's roster is full">
          <p>Mentors without an open spot, and those who pause, are listed here.</p>
        </EmptyState>
      )}
      {mentors && mentors.nodes.length > 0 && (
        <ul className={stale ? 'is-stale' : undefined} aria-busy={stale}>
          {mentors.nodes.map((mentor) => (
            <Roster key={mentor.id} mentor={mentor} />
          ))}
        </ul>
      )}
      {mentors && <Pager of="full rosters" info={mentors.pageInfo} prefix="full-" />}
    </section>
  );
}

function Roster({ mentor }: { mentor: FullMentor }) {
  const { id, roster } = mentor;
  if (!roster) return null;
  const { capacity, isPaused, pausedUntil, mentees } = roster;
  return (
    <li className="card">
      <div className="with-avatar">
        <Avatar person={mentor} />
        <div className="person">
          <a href={`#/people/${id}`}>{displayName(mentor)}</a>
          <p className="hint">{yearAndMajors(mentor)}</p>
        </div>
      </div>
      {isPaused ? (
        <span className="badge badge-warn">
          {pausedUntil ? `Paused until ${formatDate(pausedUntil)}` : 'Paused'}
        </span>
      ) : (
        <Spots capacity={capacity} spotsLeft={Math.max(0, capacity - mentees.length)} />
      )}
      <ul className="roster-mentees" aria-label="Mentees">
        {mentees.map((mentee) => (
          <li key={mentee.id} className="with-avatar">
            <Avatar person={mentee} />
            <a href={`#/people/${mentee.id}`}>{displayName(mentee)}</a>
          </li>
        ))}
      </ul>
      {!isPaused && <OpenSpot mentor={mentor} capacity={capacity} />}
    </li>
  );
}

function OpenSpot({ mentor, capacity }: { mentor: FullMentor; capacity: number }) {
  const { maxMentees } = useServerRules();
  const mayOpen = useCan()('ROSTER_WRITE');
  const { submit, errors, isBusy } = useSubmit(SetCapacityDocument, PEOPLE_TYPES);
  if (!mayOpen || capacity >= maxMentees) return null;
  const name = displayName(mentor);
  const open = () =>
    submit(
      { input: { mentorId: mentor.id, capacity: capacity + 1 } },
      `${name} now has ${capacity + 1} spots.`,
    );
  return (
    <>
      <button aria-disabled={isBusy} onClick={() => void open()}>
        Open another spot
        <span className="hidden"> for {name}</span>
      </button>
      <FormErrors errors={otherErrors(errors, [])} />
    </>
  );
}
