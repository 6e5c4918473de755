// The filter of the activity page: what the page's address says, as the API takes it.

import type { ActivityFilter } from '../api/operations';
import { serverNow } from '../parts/server_time';
import { isKind } from './activity_kinds';
import { CHOICES, isChoice } from './activity_topics';

/** The periods that have a button: what each is called, and the days before today of its first and its last day. */
export const PERIODS = {
  any: ['Any time', null],
  today: ['Today', [0, 0]],
  yesterday: ['Yesterday', [1, 1]],
  week: ['Last 7 days', [6, 0]],
} as const satisfies Record<string, readonly [string, readonly [number, number] | null]>;

export type Period = keyof typeof PERIODS;

/** The period of the page's address; null while dates are chosen. */
export function periodOf(params: URLSearchParams): Period | null {
  const named = params.get('when');
  if (isPeriod(named)) return named;
  return params.get('from') || params.get('to') ? null : 'any';
}

function isPeriod(value: string | null): value is Period {
  return value !== null && Object.hasOwn(PERIODS, value);
}

/** The first and the last day of the page's address, such as "2026-11-29"; null where it has none. */
export function daysOf(params: URLSearchParams): { from: string | null; to: string | null } {
  const period = periodOf(params);
  if (!period) return { from: params.get('from'), to: params.get('to') };
  const ago = PERIODS[period][1];
  return ago ? { from: dayAgo(ago[0]), to: dayAgo(ago[1]) } : { from: null, to: null };
}

/** What the page's address filters by. */
export function filterOf(params: URLSearchParams): ActivityFilter {
  const { from, to } = daysOf(params);
  const kind = params.get('kind');
  const choice = params.get('topic');
  return {
    [params.get('part') === 'actor' ? 'actorId' : 'subjectId']: params.get('person'),
    kinds: isKind(kind) ? [kind] : isChoice(choice) ? CHOICES[choice][1] : null,
    since: midnight(from, 0),
    until: midnight(to, 1),
  };
}

/** A day in this time zone, some days before today. */
function dayAgo(days: number): string {
  const time = new Date(serverNow());
  time.setDate(time.getDate() - days);
  return isoDay(time);
}

/** The day of a time in this time zone, such as "2026-11-29". */
export function isoDay(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

/** The start of a day in this time zone, some days later. */
function midnight(day: string | null, later: number): string | null {
  const time = new Date(`${day}T00:00`);
  if (!day || Number.isNaN(time.getTime())) return null;
  time.setDate(time.getDate() + later);
  const year = time.getFullYear();
  return year >= 1 && year <= 9999 ? time.toISOString() : null;
}
