// How the console describes plans: their objectives and states, and what they prove.

import type {
  MatchingObjective,
  PlanChange,
  PlanRowFragment,
  PlanState,
  UnmatchedReason,
} from '../api/operations';

interface Objective {
  title: string;
  explanation: string;
}

/** What a plan maximizes. The first one is the default. */
export const OBJECTIVES: Record<MatchingObjective, Objective> = {
  MOST_MATCHED: {
    title: 'Most matches',
    explanation:
      'As many mentees as possible get a mentor. Among the plans that manage that, the one whose pairs fit best overall.',
  },
  BEST_FIT: {
    title: 'Best fit',
    explanation:
      'The pairs fit as well as possible overall, and everyone shares something with their mentor. Some mentees may have to wait longer.',
  },
};

/** The states, with the color of their badges. */
export const STATES: Record<PlanState, { title: string; badge: string }> = {
  COMPUTING: { title: 'Computing', badge: '' },
  READY: { title: 'Ready to review', badge: 'badge-warn' },
  PUBLISHED: { title: 'Published', badge: 'badge-good' },
  DISCARDED: { title: 'Discarded', badge: 'badge-off' },
  FAILED: { title: 'Failed', badge: 'badge-bad' },
};

/** Why a plan has no mentor for a mentee. */
export const UNMATCHED_REASONS: Record<UnmatchedReason, string> = {
  NO_MENTOR: 'No mentor has an open spot.',
  NO_SEAT: 'The spots of mentors who would fit go to mentees who fit them better.',
  NOTHING_IN_COMMON: 'No mentor with an open spot has anything in common with them.',
};

/** What changed since a plan was computed. */
export const CHANGES: Record<PlanChange, string> = {
  MENTEE: "Mentee can't be matched now",
  MENTOR: "Mentor can't be matched now",
  SCORE: 'Profiles changed since',
};

const REFUSALS: Record<string, string> = {
  ROSTER_FULL: "The mentor's roster was full by then.",
  ALREADY_MATCHED: 'The mentee had a mentor by then.',
  MENTEE_NOT_FOUND: "The mentee's account was deleted.",
  MENTOR_NOT_FOUND: "The mentor's account was deleted.",
  MENTEE_UNAVAILABLE: "The mentee couldn't be matched any more.",
  MENTOR_UNAVAILABLE: "The mentor couldn't be matched any more.",
};

/** Why a pair was left out when its plan was published. */
export function refusalInWords(code: string | null): string {
  return REFUSALS[code ?? ''] ?? "The two couldn't be matched any more.";
}

/** What the server has proved about a plan. */
export function proofInWords(plan: PlanRowFragment): string {
  const { objective, isOptimal, score, provenMaximum, matched } = plan;
  if (matched === 0) return 'No pair is possible for these people.';
  if (!isOptimal) {
    const most = provenMaximum.toLocaleString('en-US');
    return `This plan may not be the best one: its pairs score ${score.toLocaleString('en-US')} points, and no plan can exceed ${most}.`;
  }
  return objective === 'MOST_MATCHED'
    ? 'Proven best: no plan gives more of these mentees a mentor, and none that matches as many fits better overall.'
    : 'Proven best: no plan for these people fits better overall.';
}

/** Such as "78 mentees" or "1 mentee". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}
