// A person: who it is, what an administrator can do, and tabs with everything about them. On a page or in a panel.

import { useState } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { PersonDocument } from '../api/operations';
import { Pending } from '../parts/pending';
import { displayName } from '../parts/person';
import { Tabs } from '../parts/tabs';
import { useCan } from './permission';
import { NO_SUCH_ACCOUNT, type Person } from './person';
import { PersonActivity } from './person_activity';
import { PersonEmails } from './person_emails';
import { type Back, PersonHead } from './person_head';
import { PersonOverview } from './person_overview';
import { PersonSessions } from './person_sessions';

interface ViewProps {
  id: string;
  /** Where the page was reached from. A panel has no such link. */
  back?: Back;
}

export function PersonView({ id, back }: ViewProps) {
  const [deletedName, setDeletedName] = useState<string | null>(null);
  const [{ data, error }, refetch] = useQuery({
    query: PersonDocument,
    variables: { id },
    context: PEOPLE_CONTEXT,
  });
  const person = data?.user;
  const title = deletedName ?? 'Person';
  return (
    <section className="person-view" aria-label="Person">
      <PersonHead
        person={person}
        title={person ? displayName(person) : title}
        back={back}
        onDeleted={() => person && setDeletedName(displayName(person))}
      />
      {!data && <Pending error={error} retry={refetch} />}
      {data && !person && (
        <p className="notice" role="status">
          {deletedName ? 'The account has been permanently deleted.' : NO_SUCH_ACCOUNT}
        </p>
      )}
      {person && <PersonTabs person={person} />}
    </section>
  );
}

function PersonTabs({ person }: { person: Person }) {
  const can = useCan();
  const { id } = person;
  const hasActivity = can('SIGNALS_READ') || can('SESSIONS_READ');
  return (
    <Tabs
      label="About this person"
      tabs={[
        ['overview', 'Overview'],
        ...(can('SESSIONS_READ') ? [['sessions', 'Sessions'] as const] : []),
        ...(hasActivity ? [['activity', 'Activity'] as const] : []),
        ['emails', 'Emails'],
      ]}
    >
      {(tab) => {
        if (tab === 'sessions') return <PersonSessions person={person} />;
        if (tab === 'activity') return <PersonActivity id={id} />;
        if (tab === 'emails') return <PersonEmails id={id} />;
        return <PersonOverview person={person} />;
      }}
    </Tabs>
  );
}
