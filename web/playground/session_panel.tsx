// The panel for signing in, so that operations run as a member or an administrator.

import type { GraphiQLProps } from 'graphiql';
import { type FormEvent, useId, useState } from 'react';

import { type Kind, signIn, signOut, useEnded, useSession } from './session';

const KINDS: readonly (readonly [Kind, string])[] = [
  ['member', 'Member'],
  ['administrator', 'Administrator'],
];

function Panel() {
  const session = useSession();
  const ended = useEnded();
  return (
    <section className="session" aria-label="Session">
      <h2>Session</h2>
      {session ? (
        <>
          <p role="status">
            Signed in as <strong>{session.name}</strong> ({session.kind}). Your operations run as this
            account.
          </p>
          <button type="button" className="session-button" onClick={() => void signOut()}>
            Sign out
          </button>
        </>
      ) : (
        <>
          {ended && (
            <p role="status">
              The session for <strong>{ended}</strong> has ended. Sign in again to continue.
            </p>
          )}
          <SignIn />
        </>
      )}
      <p className="session-hint">
        The session lasts until you reload or close this page. If you set an Authorization header in the
        headers editor, that one is used instead. With neither, you use the console's session.
      </p>
    </section>
  );
}

function SignIn() {
  const [kind, setKind] = useState<Kind>('member');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<string[]>([]);
  const [isBusy, setBusy] = useState(false);
  const id = useId();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setErrors(await signIn(kind, name, password));
    setBusy(false);
  };
  return (
    <form onSubmit={send} noValidate>
      <fieldset>
        <legend>Sign in as</legend>
        {KINDS.map(([value, label]) => (
          <label key={value}>
            <input type="radio" name="kind" checked={kind === value} onChange={() => setKind(value)} />{' '}
            {label}
          </label>
        ))}
      </fieldset>
      <label htmlFor={`${id}-name`}>{kind === 'member' ? 'UCLA email' : 'Username or email'}</label>
      <input
        id={`${id}-name`}
        autoComplete="username"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <label htmlFor={`${id}-password`}>Password</label>
      <input
        id={`${id}-password`}
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <div role="alert">
        {errors.map((error) => (
          <p className="session-error" key={error}>
            {error}
          </p>
        ))}
      </div>
      <button className="session-button" disabled={isBusy}>
        Sign in
      </button>
    </form>
  );
}

function Icon() {
  const session = useSession();
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      fill={session ? 'currentColor' : 'none'}
      stroke="currentColor"
    >
      <circle cx="12" cy="8" r="4" strokeWidth="1.5" />
      <path d="M4 21c0-5 4-7 8-7s8 2 8 7z" strokeWidth="1.5" strokeLinejoin="round" />
    </svg>
  );
}

type Plugin = NonNullable<GraphiQLProps['plugins']>[number];

/** The panel, as a GraphiQL plugin. */
export const sessionPanel: Plugin = { title: 'Session', icon: Icon, content: Panel };
