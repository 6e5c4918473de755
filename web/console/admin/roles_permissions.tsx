// The permissions as checkboxes, by subject, with a line about each.

import { Check, Minus } from 'lucide-react';
import { useId } from 'react';

import type { Permission } from '../api/operations';
import { useCan } from './permission';
import { PERMISSIONS, SUBJECTS } from './permission_words';

const ALL = Object.keys(PERMISSIONS) as Permission[];

interface ChoiceProps {
  value: readonly Permission[];
  /** None shows the permissions without a way to change them. */
  onChange?: (permissions: Permission[]) => void;
}

export function PermissionChoice({ value, onChange }: ChoiceProps) {
  return SUBJECTS.map(([subject, permissions]) => (
    <fieldset key={subject} className="permissions">
      <legend>{subject}</legend>
      {permissions.map((permission) => {
        const has = value.includes(permission);
        const set = (isChosen: boolean) =>
          onChange?.(ALL.filter((other) => (other === permission ? isChosen : value.includes(other))));
        return onChange ? (
          <Box key={permission} permission={permission} value={has} onChange={set} />
        ) : (
          <Line key={permission} permission={permission} has={has} />
        );
      })}
    </fieldset>
  ));
}

interface BoxProps {
  permission: Permission;
  value: boolean;
  onChange: (isChosen: boolean) => void;
}

/** Nobody can grant a permission that they lack. */
function Box({ permission, value, onChange }: BoxProps) {
  const can = useCan();
  const id = useId();
  const [name, allows] = PERMISSIONS[permission];
  const isLacking = !can(permission);
  return (
    <label className="permission">
      <input
        type="checkbox"
        checked={value}
        disabled={isLacking}
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        <strong id={`${id}-name`}>{name}</strong> <code className="soft">{permission}</code>
        <span id={`${id}-hint`} className="hint">
          {allows}
          {isLacking && ' Your own role lacks it, so you cannot grant it.'}
        </span>
      </span>
    </label>
  );
}

function Line({ permission, has }: { permission: Permission; has: boolean }) {
  const [name, allows] = PERMISSIONS[permission];
  const Icon = has ? Check : Minus;
  return (
    <div className={has ? 'permission' : 'permission is-lacking'}>
      <Icon size={18} aria-label={has ? 'Included:' : 'Not included:'} role="img" />
      <span>
        <strong>{name}</strong> <code className="soft">{permission}</code>
        <span className="hint">{allows}</span>
      </span>
    </div>
  );
}
