// The days of a period, or its weeks when it is long: what the bars of a chart stand for.

import type { Bucket } from '../parts/chart';
import { total } from '../parts/total';

/** The longest period whose days have a bar each. */
const MOST_DAYS = 60;

const short = format({ month: 'short', day: 'numeric' });
const long = format({ weekday: 'short', month: 'short', day: 'numeric', year: 'numeric' });
const withYear = format({ month: 'short', day: 'numeric', year: 'numeric' });

/** The days that a bucket counts, by their positions in the list of days. */
export interface DayBucket extends Bucket {
  days: number[];
}

/** Whether a period of so many days is shown by weeks. */
export function isWeekly(days: number): boolean {
  return days > MOST_DAYS;
}

/** Divides days, oldest first and the last of them today. Weeks begin on Mondays. */
export function bucketsOf(dates: string[]): DayBucket[] {
  const today = dates.length - 1;
  const groups = isWeekly(dates.length) ? weeks(dates) : dates.map((_date, index) => [index]);
  return groups.map((days) => {
    const isPartial = days.at(-1) === today;
    const [first, last] = [dates[days[0] ?? 0] ?? '', dates[days.at(-1) ?? 0] ?? ''];
    const title = first === last ? long(first) : `${short(first)} – ${withYear(last)}`;
    return { days, isPartial, short: short(first), title: isPartial ? `${title} (so far)` : title };
  });
}

/** Adds the counts of each bucket's days. */
export function sums(buckets: DayBucket[], counts: number[]): number[] {
  return buckets.map(({ days }) => total(days.map((day) => counts[day] ?? 0)));
}

function weeks(dates: string[]): number[][] {
  const groups: number[][] = [];
  for (const [index, date] of dates.entries()) {
    const isMonday = new Date(date).getUTCDay() === 1;
    const group = groups.at(-1);
    if (group && !isMonday) group.push(index);
    else groups.push([index]);
  }
  return groups;
}

/** The server counts days in UTC. */
function format(options: Intl.DateTimeFormatOptions): (date: string) => string {
  const formatter = new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' });
  return (date) => formatter.format(new Date(date));
}
