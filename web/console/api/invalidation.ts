// Which cached queries a mutation invalidates. An empty list does not show the type of its items, so queries name
// their types here, and mutations name the types that they change.

/** The types that a change to accounts or matches affects. Signal is one: each change is logged. */
export const PEOPLE_TYPES = ['User', 'Match', 'Mentor', 'Mentee', 'Signal', 'Stats'];

/** The context for queries about accounts and matches. */
export const PEOPLE_CONTEXT = { additionalTypenames: PEOPLE_TYPES };
