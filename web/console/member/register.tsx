// Registering, with the server's rules before anything is sent.

import { rules, suggestEmail, validateRegistration } from '@bruinbridge/validation';
import { type FormEvent, useState } from 'react';

import { RegisterDocument } from '../api/operations';
import { about, general, useSubmit } from '../api/submit';
import { Front } from '../parts/brand';
import { FormErrors, TextField } from '../parts/fields';
import { useInstallation } from '../parts/installation';

const limits = rules();
const FIELDS = ['email', 'password', 'role'];

export function Register() {
  const installation = useInstallation();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState(limits.role.default);
  const [touched, setTouched] = useState<string[]>([]);
  const [done, setDone] = useState<{ note: string; isVerified: boolean } | null>(null);
  const { submit, errors: refused, changing, isBusy } = useSubmit(RegisterDocument);
  const judged = validateRegistration({ email, password, role }, installation);
  const visible = judged.errors.filter((error) => touched.includes(error.field?.[0] ?? ''));
  const errors = [...visible, ...refused];
  // Not at once: a sentence that appears between the press and the release of a button moves it away.
  const touch = (field: string) =>
    setTimeout(() => setTouched((fields) => [...fields, field]), 200);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setTouched(FIELDS);
    if (!judged.ok) return;
    const answer = await submit({ input: judged.value });
    if (answer) setDone({ note: answer.note ?? '', isVerified: answer.user?.isVerified ?? false });
  };
  const suggestion = touched.includes('email') ? suggestEmail(email, installation).value : null;
  if (done) return <Done {...done} />;
  return (
    <Front title="Create an account">
      <form onSubmit={send} noValidate>
        <TextField
          label="UCLA e-mail"
          type="email"
          autoComplete="username"
          value={email}
          onChange={changing(setEmail)}
          onBlur={() => touch('email')}
          errors={about(errors, 'email')}
          hint={installation.endings}
        />
        {suggestion && (
          <button type="button" className="quiet" onClick={() => changing(setEmail)(suggestion)}>
            Use {suggestion}
          </button>
        )}
        <TextField
          label="Password"
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={changing(setPassword)}
          onBlur={() => touch('password')}
          errors={about(errors, 'password')}
          hint={`${limits.password.minLength} to ${limits.password.maxLength} characters; a few unrelated words are best.`}
        />
        <fieldset className="choice">
          <legend>I would like to be a</legend>
          {limits.role.values.map((value) => (
            <label key={value}>
              <input
                type="radio"
                name="role"
                checked={role === value}
                onChange={() => changing(setRole)(value)}
              />
              {value === 'MENTEE' ? 'Mentee' : 'Mentor'}
            </label>
          ))}
        </fieldset>
        <FormErrors errors={general(errors, FIELDS)} />
        <button className="primary" aria-disabled={isBusy}>
          Create account
        </button>
      </form>
      <p className="front-more">
        Already a member? <a href="#/sign-in">Sign in</a>
      </p>
    </Front>
  );
}

function Done({ note, isVerified }: { note: string; isVerified: boolean }) {
  return (
    <Front title={isVerified ? 'Welcome' : 'Check your mail'}>
      <p className="notice">{note}</p>
      <a className="button primary" href="#/sign-in">
        Go to sign in
      </a>
    </Front>
  );
}
