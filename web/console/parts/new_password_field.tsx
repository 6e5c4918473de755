// The field for a new password: shows how strong it is, and asks the server about it when the field is left.

import { type ReactNode, useRef, useState } from 'react';
import { useClient } from 'urql';

import { CheckPasswordDocument, type CheckPasswordInput } from '../api/operations';
import { TextField } from './fields';
import { useRules } from './rules';
import { useServerRules } from './server_rules';
import { Strength } from './strength';

/** Whose password it is, as far as the form knows. */
type Owner = Omit<CheckPasswordInput, 'password'>;

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  errors: string[];
  owner?: Owner;
  hint?: ReactNode;
}

/** What the server said about a password. */
interface Verdict {
  /** The password and its owner, as `question` writes them. */
  asked: string;
  messages: string[];
}

export function NewPasswordField({ owner = {}, onBlur, errors, ...field }: Props) {
  const [verdict, check] = useCheck(owner);
  const known = verdict?.asked === question(field.value, owner) ? verdict.messages : [];
  const leave = () => {
    onBlur?.();
    // Delayed: a message that appears between the press and the release of a button would move the button away.
    setTimeout(() => check(field.value), 200);
  };
  return (
    <div className="new-password">
      <TextField
        {...field}
        type="password"
        autoComplete="new-password"
        onBlur={leave}
        // The form may have the same message from the rules, or from the server when it was submitted.
        errors={[...new Set([...errors, ...known])]}
      />
      <Strength password={field.value} words={Object.values(owner)} />
    </div>
  );
}

function question(password: string, owner: Owner): string {
  return JSON.stringify([password, owner]);
}

/** Asks the server about passwords that the rules in the browser accept. Without a response there is no message. */
function useCheck(owner: Owner): [Verdict | null, (password: string) => void] {
  const client = useClient();
  const { validatePassword } = useRules();
  const { passwordMin } = useServerRules();
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const asked = useRef('');
  const check = async (password: string) => {
    const key = question(password, owner);
    if (!password || key === asked.current) return;
    if (!validatePassword(password, { ...owner, passwordMin }).ok) return;
    asked.current = key;
    const input = { ...owner, password };
    const { data } = await client.mutation(CheckPasswordDocument, { input }).toPromise();
    if (!data) asked.current = '';
    if (data && key === asked.current) {
      setVerdict({ asked: key, messages: data.payload.errors.map((error) => error.message) });
    }
  };
  return [verdict, (password) => void check(password)];
}
