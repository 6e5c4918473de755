// The devices on which a person is signed in, which administrators can sign out.

import { LifeBuoy, type LucideIcon, Monitor, MonitorX, Smartphone, Tablet } from 'lucide-react';
import { useQuery } from 'urql';

import {
  EndPersonSessionsDocument,
  PersonSessionsDocument,
  type PersonSessionsQuery,
} from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Card } from '../parts/card';
import { Confirm } from '../parts/confirm';
import { EmptyState } from '../parts/empty_state';
import { FormErrors } from '../parts/fields';
import { Pending } from '../parts/pending';
import { displayName } from '../parts/person';
import { RelativeTime } from '../parts/relative_time';
import { type DeviceKind, deviceKind, deviceName } from './device_name';
import type { Person } from './person';
import { useCanChange } from './rank';

/** What ending a session changes. Signal is one: it is logged. */
const SESSION_TYPES = ['Session', 'Signal'];

/** Changes to an account, such as its deactivation, end sessions too. */
const SESSIONS_CONTEXT = { additionalTypenames: ['Session', 'User'] };

const ICONS: Record<DeviceKind, LucideIcon> = { computer: Monitor, phone: Smartphone, tablet: Tablet };

type Session = NonNullable<PersonSessionsQuery['user']>['sessions'][number];

export function PersonSessions({ person }: { person: Person }) {
  const can = useCanChange(person);
  const { id } = person;
  const [{ data, error }, refetch] = useQuery({
    query: PersonSessionsDocument,
    variables: { id },
    context: SESSIONS_CONTEXT,
  });
  const ending = useSubmit(EndPersonSessionsDocument, SESSION_TYPES);
  const sessions = data?.user?.sessions ?? [];
  const end = (sessionId: string) =>
    void ending.submit({ input: { userId: id, sessionId } }, 'Signed out of that device.');
  return (
    <Card
      title="Where they're signed in"
      aside={can('SESSIONS_WRITE') && data && <SignOutEverywhere person={person} sessions={sessions} />}
    >
      {!data && <Pending error={error} retry={refetch} />}
      <FormErrors errors={otherErrors(ending.errors, [])} />
      {data && sessions.length === 0 && <EmptyState icon={MonitorX} title="Not signed in anywhere" />}
      <ul className="rows">
        {sessions.map((session) => (
          <li key={session.id}>
            <SessionLine session={session} />
            {can('SESSIONS_WRITE') && (
              <button className="quiet" aria-disabled={ending.isBusy} onClick={() => end(session.id)}>
                Sign out
                <span className="hidden"> of {nameOf(session)}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function SessionLine({ session }: { session: Session }) {
  const Icon = session.impersonated ? LifeBuoy : ICONS[deviceKind(session.userAgent)];
  return (
    <div className="device">
      <Icon size={24} strokeWidth={1.5} aria-hidden />
      <div>
        <strong>{nameOf(session)}</strong>
        <p className="hint">
          {session.ip && `${session.ip} · `}Active <RelativeTime time={session.lastSeenAt} /> · signed in{' '}
          <RelativeTime time={session.createdAt} />
        </p>
      </div>
    </div>
  );
}

/** The device, or the administrator who is signed in as the person. */
function nameOf({ impersonated, impersonator, userAgent }: Session): string {
  if (!impersonated) return deviceName(userAgent);
  return impersonator ? `Support (${impersonator.username})` : 'Support';
}

function SignOutEverywhere({ person, sessions }: { person: Person; sessions: Session[] }) {
  const { submit, errors, isBusy } = useSubmit(EndPersonSessionsDocument, SESSION_TYPES);
  const end = async () =>
    Boolean(await submit({ input: { userId: person.id } }, 'Signed out everywhere.'));
  return (
    <Confirm
      label="Sign out everywhere"
      title={`Sign ${displayName(person)} out everywhere?`}
      action="Sign out everywhere"
      isDone={sessions.length === 0}
      errors={otherErrors(errors, [])}
      isBusy={isBusy}
      act={end}
    >
      <p>
        {sessions.length === 1 ? 'The session ends' : `All ${sessions.length} sessions end`} right away.
        Whoever knows the password can sign in again: if someone else may know it, reset it or deactivate
        the account.
      </p>
    </Confirm>
  );
}
