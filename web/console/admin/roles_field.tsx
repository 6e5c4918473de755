// A drop-down list of the roles of administrators, without those that have permissions which the user lacks.

import { useQuery } from 'urql';

import { AdminRolesDocument } from '../api/operations';
import { SelectField } from '../parts/fields';
import { Pending } from '../parts/pending';
import { useCan } from './permission';
import { PERMISSIONS } from './permission_words';

interface RoleFieldProps {
  value: string;
  onChange: (name: string) => void;
  errors: string[];
}

/** An empty list does not show the type of its items. */
export const ROLES_CONTEXT = { additionalTypenames: ['AdminRole'] };

export function RoleField({ value, onChange, errors }: RoleFieldProps) {
  const can = useCan();
  const [{ data, error }, refetch] = useQuery({ query: AdminRolesDocument, context: ROLES_CONTEXT });
  const roles = data?.adminRoles.filter(({ permissions }) => permissions.every(can));
  const chosen = roles?.find(({ name }) => name === value);
  if (!roles) return <Pending error={error} retry={refetch} />;
  const allowed = chosen?.permissions.map((permission) => PERMISSIONS[permission][0]).join(', ');
  return (
    <SelectField
      label="Role"
      value={value}
      onChange={onChange}
      errors={errors}
      hint={allowed && `Permissions: ${allowed}.`}
      options={[
        ...(chosen ? [] : [[value, value || 'Choose a role'] as const]),
        ...roles.map(({ name }) => [name, name] as const),
      ]}
    />
  );
}
