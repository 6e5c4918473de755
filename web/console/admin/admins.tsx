// Administrators: who runs the program, with which role.

import { Plus } from 'lucide-react';
import { useQuery } from 'urql';

import { type AdminRowFragment, AdminsDocument } from '../api/operations';
import { Avatar } from '../parts/avatar';
import { PageHead } from '../parts/page_head';
import { Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { displayName } from '../parts/person';
import { setParams, useRoute } from '../parts/route';
import { SidePanel } from '../parts/side_panel';
import { ActionsHead } from './actions_head';
import { AdminActions } from './admins_actions';
import { AdminForm } from './admins_form';
import { useCan } from './permission';

const SIZE = 50;
/** An empty list does not show the type of its items. */
const CONTEXT = { additionalTypenames: ['AdminUser'] };

/** Opens the form for a new administrator; null closes it. */
const setForm = (isOpen: '1' | null) => setParams({ new: isOpen });

export function Admins() {
  const can = useCan();
  const { params } = useRoute();
  const [{ data, error }, refetch] = useQuery({
    query: AdminsDocument,
    variables: usePage(SIZE),
    context: CONTEXT,
  });
  const admins = data?.admins;
  return (
    <>
      <PageHead
        title="Administrators"
        detail={
          <>
            Who runs the program. What each may do is in their <a href="#/roles">role</a>.
          </>
        }
      >
        {can('ADMINS_WRITE') && (
          <button className="primary icon-text" onClick={() => setForm('1')}>
            <Plus size={16} aria-hidden />
            Add an administrator
          </button>
        )}
      </PageHead>
      {!admins && <Pending error={error} retry={refetch} />}
      {admins && <AdminTable admins={admins.nodes} />}
      {admins && <Pager of="administrators" info={admins.pageInfo} />}
      {can('ADMINS_WRITE') && params.has('new') && (
        <SidePanel label="Add an administrator" onClose={() => setForm(null)}>
          <AdminForm onDone={() => setForm(null)} />
        </SidePanel>
      )}
    </>
  );
}

function AdminTable({ admins }: { admins: AdminRowFragment[] }) {
  const can = useCan();
  return (
    <div className="table-frame is-whole">
      <table className="record-table">
        <caption className="hidden">Administrators</caption>
        <thead>
          <tr>
            <th scope="col">Administrator</th>
            <th scope="col">Role</th>
            {can('ADMINS_WRITE') && <ActionsHead hasMenu />}
          </tr>
        </thead>
        <tbody>
          {admins.map((admin) => (
            <tr key={admin.id}>
              <td>
                <AdminName admin={admin} />
              </td>
              <td>
                {admin.role ? <a href={`#/roles?role=${admin.role.name}`}>{admin.role.name}</a> : 'None'}
                {!admin.isActive && (
                  <div>
                    <span className="badge badge-bad">Deactivated</span>
                  </div>
                )}
              </td>
              {can('ADMINS_WRITE') && (
                <td className="actions-cell has-menu">
                  {/* Nobody changes an administrator with more permissions. */}
                  {(admin.role?.permissions ?? []).every(can) && <AdminActions admin={admin} />}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AdminName({ admin: { username, user } }: { admin: AdminRowFragment }) {
  const can = useCan();
  const name = displayName(user);
  return (
    <div className="with-avatar">
      <Avatar person={user} />
      <div>
        <strong>{username}</strong>
        <div>{can('USERS_READ') ? <a href={`#/people/${user.id}`}>{name}</a> : name}</div>
        {user.email && user.email !== name && <div className="hint">{user.email}</div>}
      </div>
    </div>
  );
}
