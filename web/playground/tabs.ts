// The tabs of a first visit: examples for members, then for administrators. In a tab with several operations, the
// run button lets the user pick one.

import * as admin from './admin_examples';
import * as member from './member_examples';

/** In the order in which to try them. */
export const tabs = [
  member.me,
  member.register,
  member.signIn,
  member.completeSurvey,
  member.suggestions,
  member.requests,
  member.roster,
  member.chat,
  member.watchMessages,
  member.watchMyAccount,
  member.requestDeletion,
  member.cancelDeletion,
  admin.people,
  admin.matches,
  admin.statistics,
  admin.report,
  admin.activity,
  admin.admins,
  admin.webhooks,
  admin.signals,
  admin.watchSignals,
].map((query) => ({ query }));
