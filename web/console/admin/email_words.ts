// What pages call the kinds, states and failures of emails.

import type { EmailKind, EmailState } from '../api/operations';

export const KINDS: Record<EmailKind, string> = {
  VERIFICATION: 'Verification',
  INVITATION: 'Invitation',
  PASSWORD_RESET: 'Password reset',
  ALREADY_REGISTERED: 'Already registered',
  PASSWORD_CHANGED: 'Password changed',
  ADDRESS_VERIFICATION: 'New address: confirmation',
  ADDRESS_CHANGED: 'Address changed',
  DELETION_REQUESTED: 'Deletion requested',
  DELETION_CANCELED: 'Deletion canceled',
  MATCHED: 'Matched',
  MATCH_ENDED: 'Match ended',
  MENTOR_APPROVED: 'Mentor approved',
  PROFILE_REMINDER: 'Profile incomplete',
  IMPERSONATED: 'Administrator signed in as them',
  BREAK_GLASS_USED: 'Emergency access',
  MENTORSHIP_REQUESTED: 'Request to a mentor',
  MENTORSHIP_OFFERED: 'Offer to a mentee',
  REQUEST_DECLINED: 'Request declined',
  REQUEST_EXPIRED: 'Request expired',
  REQUEST_CLOSED: 'Request closed',
  SEAT_FREE: 'Seat free',
  NEW_DEVICE: 'New device',
  ADMIN_CREATED: 'Administrator created',
};

export const STATES: Record<EmailState, string> = {
  DEAD: 'Failed',
  QUEUED: 'Waiting',
  SENT: 'Sent',
};

export function isEmailKind(value: string | null): value is EmailKind {
  return value !== null && Object.hasOwn(KINDS, value);
}

export function isEmailState(value: string | null): value is EmailState {
  return value !== null && Object.hasOwn(STATES, value);
}

/** What mail servers mean by the status codes that are common (RFC 5321). */
const CODES: Record<string, string> = {
  421: 'It was too busy',
  450: "The mailbox wasn't available for a moment",
  451: 'It had a problem of its own',
  452: 'It had no space left',
  530: 'It requires a sign-in: check the user name and password in SMTP_URL',
  535: 'It refused the user name or password in SMTP_URL',
  550: 'The mailbox probably does not exist',
  551: 'The mailbox is somewhere else',
  552: 'The mailbox is full',
  553: "The address isn't allowed there",
  554: 'It refused the email, often as spam',
};

/** A failure as a sentence, with what its status code means. */
export function explainedFailure(failure: string): string {
  const code = /responded with (\d{3})/.exec(failure)?.[1];
  const meaning = code && CODES[code];
  const sentence = `${failure.charAt(0).toUpperCase()}${failure.slice(1)}.`;
  return meaning ? `${sentence} ${meaning}.` : sentence;
}
