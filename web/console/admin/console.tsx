// The admin console: the frame around its pages, for what the administrator's role allows.

import { Suspense } from 'react';

import type { MeQuery } from '../api/operations';
import { Card } from '../parts/card';
import { Pending } from '../parts/pending';
import { useRoute } from '../parts/route';
import { Shell } from '../parts/shell';
import { CommandPalette } from './command_palette';
import { KeepSecrets } from './new_secrets';
import { ACTIONS, PAGES } from './pages';
import { Permissions } from './permission';
import { RequirePermission } from './require_permission';
import { useWaiting } from './waiting';

/** The signed-in administrator. */
export type Admin = NonNullable<MeQuery['currentAdmin']>;

export function Console({ admin, onSignedOut }: { admin: Admin; onSignedOut: () => void }) {
  const { page, rest } = useRoute();
  const permissions = admin.role?.permissions ?? [];
  const waiting = useWaiting(permissions);
  const allowed = PAGES.filter(({ permission }) => permissions.includes(permission));
  const current = PAGES.find(({ name }) => name && name === page) ?? allowed[0];
  return (
    <Permissions value={permissions}>
      <KeepSecrets>
        <Shell
          layout="side"
          user={{
            person: { fullName: admin.username, profilePictureUrl: null },
            detail: admin.role?.name ?? 'No role',
          }}
          onSignedOut={onSignedOut}
          pages={allowed.map((page) => ({ ...page, ...waiting[page.name] }))}
          page={current?.name ?? ''}
          tools={
            <CommandPalette
              pages={allowed}
              actions={ACTIONS.filter((action) =>
                action.permissions.every((needed) => permissions.includes(needed)),
              )}
              findsPeople={permissions.includes('USERS_READ')}
            />
          }
        >
          {current ? (
            <RequirePermission permission={current.permission}>
              <Suspense fallback={<Pending error={undefined} retry={() => {}} />}>
                {current.render(rest)}
              </Suspense>
            </RequirePermission>
          ) : (
            <NoAccess />
          )}
        </Shell>
      </KeepSecrets>
    </Permissions>
  );
}

function NoAccess() {
  return (
    <Card title="You don't have access to the console">
      <p>
        Your role doesn't have any of the permissions that its pages require. If you need one, ask
        another administrator.
      </p>
    </Card>
  );
}
