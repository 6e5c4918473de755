// Where a member is signed in.

import { useQuery } from 'urql';

import {
  RevokeOtherSessionsDocument,
  RevokeSessionDocument,
  SessionsDocument,
} from '../api/operations';
import { general, useSubmit } from '../api/submit';
import { FormErrors } from '../parts/fields';
import { Pending } from '../parts/pending';
import { Card } from '../parts/shell';
import { at } from '../parts/time';

const TOUCHED = ['Session'];

export function Sessions() {
  const [{ data, error }, ask] = useQuery({ query: SessionsDocument });
  const ending = useSubmit(RevokeSessionDocument, TOUCHED);
  const endingOthers = useSubmit(RevokeOtherSessionsDocument, TOUCHED);
  const sessions = data?.me?.sessions ?? [];
  const isBusy = ending.isBusy || endingOthers.isBusy;
  const end = (id: string) => {
    endingOthers.setErrors([]);
    void ending.submit({ input: { id } }, 'Signed out there.');
  };
  const endOthers = () => {
    ending.setErrors([]);
    void endingOthers.submit({}, 'Signed out everywhere else.');
  };
  return (
    <Card
      title="Where you are signed in"
      aside={
        sessions.length > 1 && (
          <button className="quiet" aria-disabled={isBusy} onClick={endOthers}>
            Sign out everywhere else
          </button>
        )
      }
    >
      {!data && <Pending error={error} retry={ask} />}
      <FormErrors errors={general([...ending.errors, ...endingOthers.errors], [])} />
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

/** A name out of what a browser calls itself. */
function browser(userAgent: string | null): string {
  const known = ['Edg', 'Firefox', 'Chrome', 'Safari'] as const;
  const name = known.find((name) => userAgent?.includes(name));
  if (name) return name === 'Edg' ? 'Edge' : name;
  return userAgent?.split(/[ /]/)[0] || 'Unknown client';
}
