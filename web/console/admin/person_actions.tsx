// What an administrator can do with a person: the next step as a button, editing, and a menu with the rest.

import { BadgeCheck, Ellipsis, KeyRound, LifeBuoy, Trash2, UserX } from 'lucide-react';
import { useState } from 'react';

import { FormErrors } from '../parts/fields';
import { Menu } from '../parts/menu';
import { ImpersonateDialog, useMayImpersonate } from './impersonate';
import type { Person } from './person';
import { type AccountChanges, useAccountChanges } from './person_changes';
import { DeactivateDialog } from './person_deactivate';
import { DeleteDialog } from './person_deletion';
import { ResetDialog } from './person_reset';
import { useCanChange } from './rank';

type Opened = 'reset' | 'impersonate' | 'deactivate' | 'delete';

interface ActionsProps {
  person: Person;
  onDeleted: () => void;
}

export function PersonActions({ person, onDeleted }: ActionsProps) {
  const can = useCanChange(person);
  const changes = useAccountChanges(person);
  const [opened, setOpened] = useState<Opened | null>(null);
  const dialog = (name: Opened) => ({
    person,
    isOpen: opened === name,
    onClose: () => setOpened(null),
  });
  if (!can('USERS_WRITE') && !can('USERS_DELETE') && !can('USERS_IMPERSONATE')) {
    return <NextStep person={person} changes={changes} />;
  }
  return (
    <>
      <div className="person-actions">
        <NextStep person={person} changes={changes} />
        {can('USERS_WRITE') && (
          <a className="button" href={`#/people/${person.id}/edit`}>
            Edit
          </a>
        )}
        <MoreActions person={person} changes={changes} open={setOpened} />
      </div>
      <FormErrors errors={changes.errors} />
      <ResetDialog {...dialog('reset')} />
      <ImpersonateDialog {...dialog('impersonate')} />
      <DeactivateDialog {...dialog('deactivate')} />
      <DeleteDialog {...dialog('delete')} onDeleted={onDeleted} />
    </>
  );
}

interface StepProps {
  person: Person;
  changes: AccountChanges;
}

/** What most likely is to be done next, if anything. */
function NextStep({ person, changes }: StepProps) {
  const can = useCanChange(person);
  const button = (label: string, act: () => void) => (
    <button className="primary" aria-disabled={changes.isBusy} onClick={act}>
      {label}
    </button>
  );
  if (can('USERS_WRITE')) {
    if (person.isDeleted) return button('Restore account', changes.restore);
    if (!person.isActive) return button('Activate', changes.activate);
    if (!person.isApproved) return button('Approve mentor', changes.approve);
  }
  const isWaiting = person.role === 'MENTEE' && !person.mentor && !person.isDeleted;
  if (!isWaiting || !can('ROSTER_WRITE')) return null;
  return (
    <a className="button primary" href={`#/matches/${person.id}`}>
      Find a mentor
    </a>
  );
}

function MoreActions({ person, changes, open }: StepProps & { open: (dialog: Opened) => void }) {
  const can = useCanChange(person);
  const mayImpersonate = useMayImpersonate(person);
  if (!can('USERS_WRITE') && !can('USERS_DELETE') && !mayImpersonate) return null;
  return (
    <Menu
      className="icon-button is-framed"
      label="More actions"
      button={<Ellipsis size={20} aria-hidden />}
    >
      {can('USERS_WRITE') && (
        <>
          <Item icon={KeyRound} label="Reset the password…" act={() => open('reset')} />
          {!person.isVerified && (
            <Item icon={BadgeCheck} label="Mark email as verified" act={changes.verify} />
          )}
        </>
      )}
      {mayImpersonate && (
        <Item icon={LifeBuoy} label="Sign in as this person…" act={() => open('impersonate')} />
      )}
      {can('USERS_WRITE') && person.isActive && (
        <Item icon={UserX} label="Deactivate…" act={() => open('deactivate')} />
      )}
      {can('USERS_DELETE') && (
        <>
          <hr />
          <Item icon={Trash2} label="Delete…" act={() => open('delete')} isDangerous />
        </>
      )}
    </Menu>
  );
}

interface ItemProps {
  icon: typeof Trash2;
  label: string;
  act: () => void;
  isDangerous?: boolean;
}

function Item({ icon: Icon, label, act, isDangerous = false }: ItemProps) {
  return (
    <button className={isDangerous ? 'danger-item' : undefined} onClick={act}>
      <Icon size={18} aria-hidden /> {label}
    </button>
  );
}
