// The tabs that greet a newcomer: one member's life, then administration. A tab with several operations runs the
// one that is chosen at the button.

import * as admin from './admin_examples';
import * as member from './member_examples';

/** In the order in which one would try them. */
export const tabs = [
  member.me,
  member.register,
  member.logIn,
  member.completeSurvey,
  member.partners,
  member.roster,
  member.chat,
  member.watchMessages,
  member.watchMyAccount,
  member.requestDeletion,
  member.cancelDeletion,
  admin.people,
  admin.matches,
  admin.statistics,
  admin.admins,
  admin.webhooks,
  admin.signals,
  admin.watchSignals,
].map((query) => ({ query }));
