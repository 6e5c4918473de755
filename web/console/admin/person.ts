// A person, as administrators see them.

import type { PersonQuery } from '../api/operations';

/** The message when an account does not exist. */
export const NO_SUCH_ACCOUNT = "This account doesn't exist. It may have been deleted.";

/** An account, as administrators see it. */
export type Person = NonNullable<PersonQuery['user']>;

/** A dialog about a person, which a menu opens. */
export interface PersonDialog {
  person: Person;
  isOpen: boolean;
  onClose: () => void;
}
