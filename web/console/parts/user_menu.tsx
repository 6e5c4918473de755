// The menu of the signed-in user: who it is, the theme, and how to sign out.

import { ChevronDown, LogOut } from 'lucide-react';
import type { ReactNode } from 'react';

import { Avatar, type Pictured } from './avatar';
import { Menu } from './menu';
import { displayName } from './person';
import { ThemeSwitch } from './theme_switch';

/** The signed-in user, as the menu shows them. */
export interface ShownUser {
  person: Pictured;
  /** What the menu says below the name, such as the email address or the role. */
  detail: string;
  /** Links that only some users have. */
  links?: ReactNode;
}

interface UserMenuProps {
  user: ShownUser;
  signOut: () => void;
  isBusy: boolean;
}

export function UserMenu({ user: { person, detail, links }, signOut, isBusy }: UserMenuProps) {
  const name = displayName(person);
  return (
    <Menu
      className="user-button"
      button={
        <>
          <Avatar person={person} />
          <span className="hidden">Your menu: </span>
          <span className="user-name">{name}</span>
          <ChevronDown size={16} aria-hidden />
        </>
      }
    >
      <p className="menu-head">
        <strong>{name}</strong>
        {detail}
      </p>
      {links}
      <ThemeSwitch />
      <hr />
      <button aria-disabled={isBusy} onClick={signOut}>
        <LogOut size={18} aria-hidden />
        Sign out
      </button>
    </Menu>
  );
}
