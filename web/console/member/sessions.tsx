// Where a member is signed in.

import { useMutation, useQuery } from 'urql';

import {
  RevokeOtherSessionsDocument,
  RevokeSessionDocument,
  SessionsDocument,
} from '../api/operations';
import { Card } from '../parts/shell';
import { at } from '../parts/time';

export function Sessions() {
  const [{ data }, refresh] = useQuery({ query: SessionsDocument });
  const [, revoke] = useMutation(RevokeSessionDocument);
  const [, revokeOthers] = useMutation(RevokeOtherSessionsDocument);
  const sessions = data?.me?.sessions ?? [];
  const reload = () => refresh({ requestPolicy: 'network-only' });
  const end = async (id: string) => {
    await revoke({ input: { id } });
    reload();
  };
  const endOthers = async () => {
    await revokeOthers({});
    reload();
  };
  return (
    <Card
      title="Where you are signed in"
      aside={
        sessions.length > 1 && (
          <button className="quiet" onClick={() => void endOthers()}>
            Sign out everywhere else
          </button>
        )
      }
    >
      <ul className="rows">
        {sessions.map((session) => (
          <li key={session.id}>
            <div>
              <div className="name-line">
                <strong>{browser(session.userAgent)}</strong>
                {session.current && <span className="badge">this one</span>}
              </div>
              <p className="hint">
                {session.ip}, last used {at(session.lastSeenAt)}
              </p>
            </div>
            {!session.current && (
              <button className="quiet" onClick={() => void end(session.id)}>
                Sign out
              </button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** A name out of what a browser calls itself. */
function browser(userAgent: string | null): string {
  const known = ['Edg', 'Firefox', 'Chrome', 'Safari'] as const;
  const name = known.find((name) => userAgent?.includes(name));
  if (name) return name === 'Edg' ? 'Edge' : name;
  return userAgent?.split(/[ /]/)[0] || 'Unknown client';
}
