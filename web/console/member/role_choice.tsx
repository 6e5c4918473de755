// The choice between mentee and mentor, as cards that say what each of them does.

import { Compass, Sprout } from 'lucide-react';

import { limits } from '../parts/limits';
import { ROLE_NAMES } from '../parts/person';

type Choice = typeof limits.role.default;

const ROLES = {
  MENTEE: { icon: Sprout, text: 'Get advice from someone who has been where you are.' },
  MENTOR: { icon: Compass, text: 'Help students who are starting out.' },
} as const;

interface RoleChoiceProps {
  value: Choice;
  onChange: (role: Choice) => void;
}

export function RoleChoice({ value, onChange }: RoleChoiceProps) {
  return (
    <fieldset className="role-choice">
      <legend>I'd like to be a</legend>
      {limits.role.values.map((role) => {
        const { icon: Icon, text } = ROLES[role];
        return (
          <label key={role}>
            <input type="radio" name="role" checked={role === value} onChange={() => onChange(role)} />
            <Icon size={22} strokeWidth={1.75} aria-hidden />
            <strong>{ROLE_NAMES[role]}</strong>
            <span className="hint">{text}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
