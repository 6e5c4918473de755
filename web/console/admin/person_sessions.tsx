// The devices on which a person is signed in, which administrators can sign out.

import { useQuery } from 'urql';

import { EndPersonSessionsDocument, PersonSessionsDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { browserName } from '../parts/browser_name';
import { Card } from '../parts/card';
import { FormErrors } from '../parts/fields';
import { Pending } from '../parts/pending';
import { formatDateTime } from '../parts/time';
import { useCan } from './permission';

/** What ending a session changes. Signal is one: it is logged. */
const SESSION_TYPES = ['Session', 'Signal'];

/** Changes to an account, such as its deactivation, end sessions too. */
const SESSIONS_CONTEXT = { additionalTypenames: ['Session', 'User'] };

export function PersonSessions({ id }: { id: string }) {
  const can = useCan();
  const [{ data, error }, refetch] = useQuery({
    query: PersonSessionsDocument,
    variables: { id },
    context: SESSIONS_CONTEXT,
  });
  const ending = useSubmit(EndPersonSessionsDocument, SESSION_TYPES);
  const sessions = data?.user?.sessions ?? [];
  const end = (sessionId: string | null, success: string) =>
    void ending.submit({ input: { userId: id, sessionId } }, success);
  return (
    <Card
      title="Where they're signed in"
      aside={
        can('SESSIONS_WRITE') &&
        sessions.length > 1 && (
          <button
            className="quiet"
            aria-disabled={ending.isBusy}
            onClick={() => end(null, 'Signed out everywhere.')}
          >
            Sign out everywhere
          </button>
        )
      }
    >
      {!data && <Pending error={error} retry={refetch} />}
      <FormErrors errors={otherErrors(ending.errors, [])} />
      {data && sessions.length === 0 && <p className="empty">Not signed in anywhere.</p>}
      <ul className="rows">
        {sessions.map((session) => (
          <li key={session.id}>
            <div>
              <strong>{session.impersonated ? support(session) : browserName(session.userAgent)}</strong>
              <p className="hint">
                {session.ip && `${session.ip} · `}Last active {formatDateTime(session.lastSeenAt)}
              </p>
            </div>
            {can('SESSIONS_WRITE') && (
              <button
                className="quiet"
                aria-disabled={ending.isBusy}
                onClick={() => end(session.id, 'Signed out of that device.')}
              >
                Sign out
              </button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** An administrator who is signed in as the person. */
function support({ impersonator }: { impersonator: { username: string } | null }): string {
  return impersonator ? `Support (${impersonator.username})` : 'Support';
}
