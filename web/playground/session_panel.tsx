// The panel for signing in, so that operations run as a member or an administrator.

import { type FormEvent, useEffect, useId, useState } from 'react';

import { consoleName, endedName, isSigningOut, type Kind, session, signIn, signOut } from './session';
import { useStore } from './store';

const KINDS: readonly (readonly [Kind, string])[] = [
  ['member', 'Member'],
  ['administrator', 'Administrator'],
];

/** Who operations run as, and the form to change that. */
export function SessionPanel() {
  const current = useStore(session);
  const ended = useStore(endedName);
  const signedInToConsole = useStore(consoleName);
  const isLeaving = useStore(isSigningOut);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (current) setOpen(false);
  }, [current]);
  return (
    <section className="session" aria-label="Session">
      <div className="session-row">
        <span className={current || signedInToConsole ? 'dot dot-on' : 'dot'} aria-hidden="true" />
        <p role="status">
          {current ? (
            <>
              <strong>{current.name}</strong> <span className="soft">{current.kind}</span>
            </>
          ) : ended ? (
            <>The session for {ended} has ended.</>
          ) : signedInToConsole ? (
            <>
              <strong>{signedInToConsole}</strong> <span className="soft">from the console</span>
            </>
          ) : (
            'Not signed in'
          )}
        </p>
        {current ? (
          <button aria-disabled={isLeaving} onClick={() => void signOut()}>
            {isLeaving ? 'Signing out…' : 'Sign out'}
          </button>
        ) : (
          <button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Cancel' : ended ? 'Sign in again' : 'Sign in…'}
          </button>
        )}
      </div>
      {isOpen && !current && <SignIn />}
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
      <fieldset className="segments">
        <legend className="hidden">Sign in as</legend>
        {KINDS.map(([value, label]) => (
          <label key={value}>
            <input type="radio" name="kind" checked={kind === value} onChange={() => setKind(value)} />
            <span>{label}</span>
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
          <p className="error" key={error}>
            {error}
          </p>
        ))}
      </div>
      <button className="primary" disabled={isBusy}>
        Sign in
      </button>
      <p className="hint">
        The session lasts until you reload or close this page. An Authorization header in the headers
        editor comes first. With neither, you use the console's session.
      </p>
    </form>
  );
}
