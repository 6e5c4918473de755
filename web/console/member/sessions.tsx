// The devices on which the user is signed in.

import { Laptop, LifeBuoy, Smartphone, Tablet, Terminal } from 'lucide-react';
import { useQuery } from 'urql';

import {
  RevokeOtherSessionsDocument,
  RevokeSessionDocument,
  SessionsDocument,
  type SessionsQuery,
} from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Card } from '../parts/card';
import { FormErrors } from '../parts/fields';
import { Pending } from '../parts/pending';
import { RelativeTime } from '../parts/relative_time';
import { formatDate } from '../parts/time';
import { deviceKind, deviceName } from './device';

const SESSION_TYPES = ['Session'];
const DEVICE_ICONS = { phone: Smartphone, tablet: Tablet, computer: Laptop, program: Terminal } as const;

export function Sessions() {
  const [{ data, error }, refetch] = useQuery({ query: SessionsDocument });
  const ending = useSubmit(RevokeSessionDocument, SESSION_TYPES);
  const endingOthers = useSubmit(RevokeOtherSessionsDocument, SESSION_TYPES);
  const sessions = data?.me?.sessions ?? [];
  const isBusy = ending.isBusy || endingOthers.isBusy;
  const end = (id: string) => {
    endingOthers.setErrors([]);
    void ending.submit({ input: { id } }, 'Signed out of that device.');
  };
  const endOthers = () => {
    ending.setErrors([]);
    void endingOthers.submit({}, 'Signed out of all other devices.');
  };
  return (
    <Card
      title="Where you're signed in"
      aside={
        sessions.length > 1 && (
          <button className="quiet" aria-disabled={isBusy} onClick={endOthers}>
            Sign out everywhere else
          </button>
        )
      }
    >
      {!data && <Pending error={error} retry={refetch} />}
      <FormErrors errors={otherErrors([...ending.errors, ...endingOthers.errors], [])} />
      <ul className="rows">
        {sessions.map((session) => (
          <li key={session.id}>
            <div className="with-avatar">
              <DeviceIcon session={session} />
              <div>
                <div className="name-line">
                  <strong>{session.impersonated ? 'Support' : deviceName(session.userAgent)}</strong>
                  {session.current && <span className="badge badge-good">This device</span>}
                  {session.impersonated && <span className="badge badge-warn">Administrator</span>}
                </div>
                <p className="hint">
                  {session.ip && `${session.ip} · `}
                  {session.current ? 'Active now' : <LastActive time={session.lastSeenAt} />}
                  {' · '}Signed in {formatDate(session.createdAt)}
                </p>
              </div>
            </div>
            {!session.current && (
              <button className="quiet" aria-disabled={isBusy} onClick={() => end(session.id)}>
                Sign out
              </button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

type Session = NonNullable<SessionsQuery['me']>['sessions'][number];

function DeviceIcon({ session }: { session: Session }) {
  const Icon = session.impersonated ? LifeBuoy : DEVICE_ICONS[deviceKind(session.userAgent)];
  return (
    <span className="device-icon">
      <Icon size={20} strokeWidth={1.75} aria-hidden />
    </span>
  );
}

function LastActive({ time }: { time: string }) {
  return (
    <>
      Last active <RelativeTime time={time} />
    </>
  );
}
