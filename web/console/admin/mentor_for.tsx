// Finding a mentor for a mentee: those with a place left, searched by name.

import { useState } from 'react';
import { useQuery } from 'urql';

import {
  AddMenteeDocument,
  FreeMentorsDocument,
  type FreeMentorsQuery,
  PersonDocument,
} from '../api/operations';
import { general, useSubmit } from '../api/submit';
import { PEOPLE, TOUCHED } from '../api/touched';
import { studies } from '../member/partners';
import { FormErrors } from '../parts/fields';
import { nameOf } from '../parts/name';
import { firstPage, Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { show, useRoute } from '../parts/route';
import { SearchField } from '../parts/search_field';
import { Card } from '../parts/shell';
import type { Person } from './person';

const SIZE = 10;

export function MentorFor({ menteeId }: { menteeId: string }) {
  const [{ data, error }, ask] = useQuery({ query: PersonDocument, variables: { id: menteeId } });
  const { submit, errors, isBusy } = useSubmit(AddMenteeDocument, TOUCHED);
  const [taken, setTaken] = useState<string | null>(null);
  const mentee = data?.user;
  if (!data) return <Pending error={error} retry={ask} />;
  if (!mentee) return <p className="empty">There is no such person (any more).</p>;
  const obstacle = obstacleOf(mentee);
  const match = async (mentor: Mentor) => {
    if (await submit({ input: { mentorId: mentor.id, menteeId } })) setTaken(nameOf(mentor));
  };
  return (
    <>
      <div>
        <a className="back" href="#/matches">
          ← Matches
        </a>
        <h1>A mentor for {nameOf(mentee)}</h1>
        <p className="soft">
          {[mentee.email, studies(mentee), mentee.goals].filter(Boolean).join(' · ')}
        </p>
      </div>
      <div role="status">
        {taken && (
          <p className="notice">
            {nameOf(mentee)} is on the roster of {taken} now.
          </p>
        )}
      </div>
      <FormErrors errors={general(errors, [])} />
      {!taken && obstacle && <p className="notice">{obstacle}</p>}
      {!taken && !obstacle && <FreeMentors isBusy={isBusy} match={match} />}
    </>
  );
}

/** Why somebody cannot be given a mentor now. */
function obstacleOf(person: Person): string | null {
  const name = nameOf(person);
  if (person.role !== 'MENTEE') return `${name} is not a mentee.`;
  if (person.isDeleted) return `${name} is leaving. Restore the account first.`;
  if (person.mentor) return `${name} has a mentor: ${nameOf(person.mentor)}. End that match first.`;
  return null;
}

type Mentor = FreeMentorsQuery['mentors']['nodes'][number];

function FreeMentors(props: { isBusy: boolean; match: (mentor: Mentor) => Promise<void> }) {
  const { params } = useRoute();
  const search = params.get('search') ?? '';
  const variables = { filter: { hasSpots: true, search: search || null }, ...usePage(SIZE) };
  const [{ data, error }, ask] = useQuery({
    query: FreeMentorsDocument,
    variables,
    context: PEOPLE,
  });
  const find = (text: string) =>
    show({ ...firstPage(), search: text }, search && text ? 'replace' : 'push');
  const mentors = data?.mentors;
  return (
    <Card title="Mentors with a place left">
      <search className="toolbar">
        <SearchField label="Name of a mentor" value={search} onSearch={find} />
      </search>
      {!mentors && <Pending error={error} retry={ask} />}
      {mentors?.nodes.length === 0 && (
        <p className="empty">{search ? 'Nobody is called that.' : 'No mentor has a place left.'}</p>
      )}
      <ul className="rows">
        {mentors?.nodes.map((mentor) => (
          <li key={mentor.id}>
            <div>
              <div className="name-line person">
                <a href={`#/people/${mentor.id}`}>{nameOf(mentor)}</a>
                <span className="badge">
                  {mentor.spotsLeft} of {mentor.capacity} places left
                </span>
              </div>
              <p className="hint">{studies(mentor)}</p>
              {mentor.goals && <p className="hint">Goals: {mentor.goals}</p>}
            </div>
            <button
              aria-disabled={props.isBusy}
              aria-label={`Match with ${nameOf(mentor)}`}
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
