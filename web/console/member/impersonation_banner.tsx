// The banner while an administrator is signed in as a member, for support.

import { LifeBuoy } from 'lucide-react';

import { EndImpersonationDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { FormErrors } from '../parts/fields';
import { displayName } from '../parts/person';
import { formatTime } from '../parts/time';
import type { Account } from './member';

export function ImpersonationBanner({ account }: { account: Account }) {
  const { submit, errors, isBusy } = useSubmit(EndImpersonationDocument);
  const session = account.currentSession;
  if (!session?.impersonator) return null;
  const end = async () => {
    // A new page, because the signed-in user is the administrator again, if that session is still open.
    if (await submit({})) window.location.assign(`/admin#/people/${account.id}`);
  };
  return (
    <section className="impersonation" aria-label="Support">
      <LifeBuoy size={18} aria-hidden />
      <p>
        You're signed in as {displayName(account)} for support until {formatTime(session.expiresAt)}.
      </p>
      <button className="on-dark" aria-disabled={isBusy} onClick={() => void end()}>
        End
      </button>
      <FormErrors errors={otherErrors(errors, [])} />
    </section>
  );
}
