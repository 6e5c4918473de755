// The devices on which the user is signed in.

import { useQuery } from 'urql';

import { RevokeOtherSessionsDocument, RevokeSessionDocument, SessionsDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { browserName } from '../parts/browser_name';
import { Card } from '../parts/card';
import { FormErrors } from '../parts/fields';
import { Pending } from '../parts/pending';
import { formatDateTime } from '../parts/time';

const SESSION_TYPES = ['Session'];

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
            <div>
              <div className="name-line">
                <strong>{session.impersonated ? 'Support' : browserName(session.userAgent)}</strong>
                {session.current && <span className="badge">This device</span>}
                {session.impersonated && <span className="badge badge-warn">Administrator</span>}
              </div>
              <p className="hint">
                {session.ip && `${session.ip} · `}Last active {formatDateTime(session.lastSeenAt)}
              </p>
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
