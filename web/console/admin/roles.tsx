// The roles of administrators: named sets of permissions.

import { Plus } from 'lucide-react';
import { useQuery } from 'urql';

import { type AdminRoleRowFragment, AdminRolesDocument } from '../api/operations';
import { PageHead } from '../parts/page_head';
import { Pending } from '../parts/pending';
import { setParams, useRoute } from '../parts/route';
import { SidePanel } from '../parts/side_panel';
import { useCan } from './permission';
import { PERMISSIONS, SUBJECTS } from './permission_words';
import { ROLES_CONTEXT } from './roles_field';
import { RoleForm } from './roles_form';
import { RoleView } from './roles_view';

/** Closes the panel. */
const close = () => setParams({ role: null, new: null, copy: null });

export function Roles() {
  const can = useCan();
  const { params } = useRoute();
  const [{ data, error }, refetch] = useQuery({ query: AdminRolesDocument, context: ROLES_CONTEXT });
  const roles = data?.adminRoles;
  const named = (name: string | null) => roles?.find((role) => role.name === name);
  const shown = named(params.get('role'));
  return (
    <>
      <PageHead
        title="Roles and permissions"
        detail={
          <>
            Each <a href="#/admins">administrator</a> has one role. A change applies to everyone who has
            it, from their next request.
          </>
        }
      >
        {can('ADMINS_WRITE') && (
          <button className="primary icon-text" onClick={() => setParams({ new: '1' })}>
            <Plus size={16} aria-hidden />
            New role
          </button>
        )}
      </PageHead>
      {!roles && <Pending error={error} retry={refetch} />}
      <ul className="role-cards">
        {roles?.map((role) => (
          <RoleCard key={role.name} role={role} />
        ))}
      </ul>
      {shown && (
        <SidePanel label={`Role ${shown.name}`} onClose={close}>
          {mayChange(shown, can) ? (
            <RoleForm key={shown.name} role={shown} onDone={close} />
          ) : (
            <RoleView role={shown} />
          )}
        </SidePanel>
      )}
      {roles && can('ADMINS_WRITE') && params.has('new') && (
        <SidePanel label="New role" onClose={close}>
          <RoleForm copied={named(params.get('copy'))} onDone={close} />
        </SidePanel>
      )}
    </>
  );
}

/** Built-in roles stay as they are, and nobody changes a role that allows more than their own. */
function mayChange(role: AdminRoleRowFragment, can: ReturnType<typeof useCan>): boolean {
  return can('ADMINS_WRITE') && !role.isBuiltIn && role.permissions.every(can);
}

function RoleCard({ role }: { role: AdminRoleRowFragment }) {
  const can = useCan();
  const { name, permissions, isBuiltIn } = role;
  const isChangeable = mayChange(role, can);
  return (
    <li className="card">
      <header>
        <div className="name-line">
          <h2>{name}</h2>
          {isBuiltIn && <span className="badge">Built in</span>}
        </div>
        <button onClick={() => setParams({ role: name })}>
          {isChangeable ? 'Edit' : 'View'}
          <span className="hidden"> {name}</span>
        </button>
      </header>
      <p className="soft">
        {permissions.length} of {Object.keys(PERMISSIONS).length} permissions
      </p>
      <dl className="role-subjects">
        {SUBJECTS.map(([subject, ofSubject]) => {
          const held = ofSubject.filter((permission) => permissions.includes(permission));
          if (held.length === 0) return null;
          return (
            <div key={subject}>
              <dt>{subject}</dt>
              <dd>{held.map((permission) => PERMISSIONS[permission][0]).join(', ')}</dd>
            </div>
          );
        })}
      </dl>
    </li>
  );
}
