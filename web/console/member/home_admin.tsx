// The home page of administrators, who are never matched: their work is in the admin console.

import { Hero } from './hero';

export function AdminHome() {
  return (
    <Hero
      title="You're an administrator"
      action={
        <a className="button primary" href="/admin">
          Open the admin console
        </a>
      }
    >
      <p>This is the member site. Manage the program in the admin console.</p>
    </Hero>
  );
}
