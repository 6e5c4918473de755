// The changes of an account that take one press: each says that it is done, and keeps the errors of the last one.

import { PEOPLE_TYPES } from '../api/invalidation';
import { ApproveMentorDocument, RestorePersonDocument, UpdatePersonDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import type { Person } from './person';

/** What can be done, and how the last change went. */
export interface AccountChanges {
  activate: () => void;
  verify: () => void;
  approve: () => void;
  restore: () => void;
  errors: string[];
  isBusy: boolean;
}

export function useAccountChanges({ id }: Person): AccountChanges {
  const updating = useSubmit(UpdatePersonDocument, PEOPLE_TYPES);
  const approving = useSubmit(ApproveMentorDocument, PEOPLE_TYPES);
  const restoring = useSubmit(RestorePersonDocument, PEOPLE_TYPES);
  const all = [updating, approving, restoring];
  const start = (change: () => Promise<unknown>) => {
    for (const { setErrors } of all) setErrors([]);
    void change();
  };
  const update = (change: { isActive: boolean } | { isVerified: boolean }, done: string) =>
    start(() => updating.submit({ input: { id, ...change } }, done));
  return {
    activate: () => update({ isActive: true }, 'Account activated.'),
    verify: () => update({ isVerified: true }, 'Email marked as verified.'),
    approve: () => start(() => approving.submit({ input: { mentorId: id } }, 'Mentor approved.')),
    restore: () => start(() => restoring.submit({ input: { id } }, 'The account has been restored.')),
    errors: all.flatMap(({ errors }) => otherErrors(errors, [])),
    isBusy: all.some(({ isBusy }) => isBusy),
  };
}
