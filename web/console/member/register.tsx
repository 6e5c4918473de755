// The registration form, which validates with the server's rules before it sends anything.

import { type FormEvent, useRef, useState } from 'react';
import type { CombinedError } from 'urql';

import { RegisterDocument, type RegisterMutationVariables } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { Front } from '../parts/brand';
import { FormErrors, TextField } from '../parts/fields';
import { focusRefused } from '../parts/focus_refused';
import { limits } from '../parts/limits';
import { NewPasswordField } from '../parts/new_password_field';
import { usePasswordHint } from '../parts/password_hint';
import { useRules } from '../parts/rules';
import { useServerRules } from '../parts/server_rules';
import { ProgramStory } from './program_story';
import { Registered } from './registered';
import { RoleChoice } from './role_choice';
import { useVisitorEmail } from './visitor';

const FIELDS = ['email', 'password', 'role'];

/** Adds the proof of work that the server asks for when many people register from one network. */
async function withProof(
  variables: RegisterMutationVariables,
  error: CombinedError,
): Promise<RegisterMutationVariables | null> {
  const { code, bits, timestamp } = error.graphQLErrors[0]?.extensions ?? {};
  if (code !== 'PROOF_OF_WORK_REQUIRED') return null;
  const { solve } = await import('@bruinbridge/validation/proof-of-work');
  const challenge = { bits: Number(bits), timestamp: Number(timestamp) };
  const proofOfWork = await solve(variables.input.email, challenge);
  return { input: { ...variables.input, proofOfWork } };
}

export function Register() {
  const { suggestEmail, validateRegistration } = useRules();
  const serverRules = useServerRules();
  const passwordHint = usePasswordHint();
  const form = useRef<HTMLFormElement>(null);
  const [email, setEmail] = useVisitorEmail();
  const [password, setPassword] = useState('');
  const [role, setRole] = useState(limits.role.default);
  const [touched, setTouched] = useState<string[]>([]);
  const [done, setDone] = useState<{ note: string; isVerified: boolean } | null>(null);
  const {
    submit,
    errors: serverErrors,
    clearingErrors,
    isBusy,
  } = useSubmit(RegisterDocument, [], withProof);
  const validated = validateRegistration({ email, password, role }, serverRules);
  const visible = validated.errors.filter((error) => touched.includes(error.field?.[0] ?? ''));
  const errors = [...visible, ...serverErrors];
  // Delayed: a message that appears between the press and the release of a button would move the button away.
  const touch = (field: string) => setTimeout(() => setTouched((fields) => [...fields, field]), 200);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setTouched(FIELDS);
    const payload = validated.ok && (await submit({ input: validated.value }));
    if (!payload) {
      focusRefused(form.current);
      return;
    }
    setDone({ note: payload.note ?? '', isVerified: payload.user?.isVerified ?? false });
  };
  const suggestion = touched.includes('email') ? suggestEmail(email, serverRules).value : null;
  if (done) {
    return <Registered {...done} email={email} password={password} back={() => setDone(null)} />;
  }
  return (
    <Front title="Create your account" story={<ProgramStory />}>
      <form ref={form} onSubmit={send} noValidate>
        <RoleChoice value={role} onChange={clearingErrors(setRole)} />
        <TextField
          label="UCLA email"
          type="email"
          autoComplete="username"
          value={email}
          onChange={clearingErrors(setEmail)}
          onBlur={() => touch('email')}
          errors={fieldErrors(errors, 'email')}
          hint={serverRules.domainHint}
        />
        {suggestion && (
          <button type="button" className="quiet" onClick={() => clearingErrors(setEmail)(suggestion)}>
            Use {suggestion}
          </button>
        )}
        <NewPasswordField
          label="Password"
          value={password}
          onChange={clearingErrors(setPassword)}
          onBlur={() => touch('password')}
          errors={fieldErrors(errors, 'password')}
          owner={{ email }}
          hint={passwordHint}
        />
        <FormErrors errors={otherErrors(errors, FIELDS)} />
        <button className="primary" aria-disabled={isBusy}>
          Create account
        </button>
      </form>
      <div className="front-more">
        <p>
          Already have an account? <a href="#/sign-in">Sign in</a>
        </p>
      </div>
    </Front>
  );
}
