// Which cached queries a mutation invalidates. An empty list does not show the type of its items, so queries name
// their types here, and mutations name the types that they change.

/**
 * The types that a change to accounts, matches or requests affects: a match closes requests. Signal is one, because each
 * change is logged.
 */
export const PEOPLE_TYPES = [
  'User',
  'Match',
  'Mentor',
  'Mentee',
  'MentorshipRequest',
  'Signal',
  'Stats',
];

/** The context for queries about accounts, matches and requests. */
export const PEOPLE_CONTEXT = { additionalTypenames: PEOPLE_TYPES };
