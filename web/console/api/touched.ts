// Lists that may be empty do not tell what they are made of; whoever asks for one says it here, and whoever
// changes something names it, so that what is on the screen is asked for again.

/** What changes of accounts and matches touch; the log tells of each. */
export const TOUCHED = ['User', 'Match', 'Mentor', 'Mentee', 'Signal', 'Stats'];

/** The context of questions about accounts and matches. */
export const PEOPLE = { additionalTypenames: TOUCHED };
