// Finding a mentor for a mentee: a searchable list of mentors with open spots.

import { useState } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT, PEOPLE_TYPES } from '../api/invalidation';
import {
  AddMenteeDocument,
  FreeMentorsDocument,
  type FreeMentorsQuery,
  PersonDocument,
} from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Avatar } from '../parts/avatar';
import { Card } from '../parts/card';
import { FormErrors } from '../parts/fields';
import { firstPage, Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { displayName, yearAndMajors } from '../parts/person';
import { setParams, useRoute } from '../parts/route';
import { SearchField } from '../parts/search_field';
import { NO_SUCH_ACCOUNT, type Person } from './person';

const SIZE = 10;

export function FindMentor({ menteeId }: { menteeId: string }) {
  const [{ data, error }, refetch] = useQuery({
    query: PersonDocument,
    variables: { id: menteeId },
  });
  const { submit, errors, isBusy } = useSubmit(AddMenteeDocument, PEOPLE_TYPES);
  const [mentorName, setMentorName] = useState<string | null>(null);
  const mentee = data?.user;
  if (!data) return <Pending error={error} retry={refetch} />;
  if (!mentee) return <p className="empty">{NO_SUCH_ACCOUNT}</p>;
  const obstacle = obstacleFor(mentee);
  const match = async (mentor: Mentor) => {
    const input = { mentorId: mentor.id, menteeId };
    if (await submit({ input })) setMentorName(displayName(mentor));
  };
  return (
    <>
      <div>
        <a className="back" href="#/matches">
          ← Matches
        </a>
        <h1>Find a mentor for {displayName(mentee)}</h1>
        <p className="soft">
          {[mentee.email, yearAndMajors(mentee), mentee.goals].filter(Boolean).join(' · ')}
        </p>
      </div>
      <div role="status">
        {mentorName && (
          <p className="notice">
            {displayName(mentee)} is now matched with {mentorName}.
          </p>
        )}
      </div>
      <FormErrors errors={otherErrors(errors, [])} />
      {!mentorName && obstacle && <p className="notice">{obstacle}</p>}
      {!mentorName && !obstacle && <FreeMentors isBusy={isBusy} match={match} />}
    </>
  );
}

/** Why a person cannot be matched with a mentor now, or null when they can. */
function obstacleFor(person: Person): string | null {
  const name = displayName(person);
  if (person.role !== 'MENTEE') return `${name} isn't a mentee.`;
  if (person.isDeleted) return `${name}'s account is scheduled for deletion. Restore it first.`;
  if (person.mentor) {
    return `${name} already has a mentor, ${displayName(person.mentor)}. End that match first.`;
  }
  return null;
}

type Mentor = FreeMentorsQuery['mentors']['nodes'][number];

function FreeMentors(props: { isBusy: boolean; match: (mentor: Mentor) => Promise<void> }) {
  const { params } = useRoute();
  const search = params.get('search') ?? '';
  const variables = { filter: { hasSpots: true, search: search || null }, ...usePage(SIZE) };
  const [{ data, error }, refetch] = useQuery({
    query: FreeMentorsDocument,
    variables,
    context: PEOPLE_CONTEXT,
  });
  const find = (text: string) =>
    setParams({ ...firstPage(), search: text }, search && text ? 'replace' : 'push');
  const mentors = data?.mentors;
  return (
    <Card title="Mentors with open spots">
      <search className="toolbar">
        <SearchField label="Search by name" value={search} onSearch={find} />
      </search>
      {!mentors && <Pending error={error} retry={refetch} />}
      {mentors?.nodes.length === 0 && (
        <p className="empty">{search ? 'No mentors found.' : 'No mentors have open spots.'}</p>
      )}
      <ul className="rows">
        {mentors?.nodes.map((mentor) => (
          <li key={mentor.id}>
            <div className="with-avatar">
              <Avatar person={mentor} />
              <div>
                <div className="name-line person">
                  <a href={`#/people/${mentor.id}`}>{displayName(mentor)}</a>
                  <span className="badge">
                    {mentor.spotsLeft} of {mentor.capacity} spots left
                  </span>
                </div>
                <p className="hint">{yearAndMajors(mentor)}</p>
                {mentor.goals && <p className="hint">Goals: {mentor.goals}</p>}
              </div>
            </div>
            <button
              aria-disabled={props.isBusy}
              aria-label={`Match with ${displayName(mentor)}`}
              onClick={() => void props.match(mentor)}
            >
              Match
            </button>
          </li>
        ))}
      </ul>
      {mentors && <Pager of="mentors" info={mentors.pageInfo} />}
    </Card>
  );
}
