// A time as the distance from now, with the exact time on hover.

import { useEffect, useState } from 'react';

import { serverNow } from './server_time';
import { formatDateTime } from './time';

const MINUTE = 60_000;
const UNITS = [
  ['day', 1440],
  ['hour', 60],
  ['minute', 1],
] as const;
const DAYS_SHOWN = 30;

const distance = new Intl.RelativeTimeFormat('en-US', { numeric: 'auto', style: 'long' });
const date = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium' });

/** Such as "2 hours ago"; a date when it is more than a month away. */
export function RelativeTime({ time }: { time: string }) {
  const now = useMinutes();
  return (
    <time dateTime={time} title={formatDateTime(time)}>
      {formatRelative(time, now)}
    </time>
  );
}

/** Such as "2 hours ago", "yesterday", "just now" or "in 3 days". */
export function formatRelative(time: string, now: number): string {
  const minutes = Math.round((new Date(time).getTime() - now) / MINUTE);
  for (const [unit, length] of UNITS) {
    const count = Math.trunc(minutes / length);
    if (count === 0) continue;
    if (unit === 'day' && Math.abs(count) > DAYS_SHOWN) return date.format(new Date(time));
    return distance.format(count, unit);
  }
  return 'just now';
}

/** Such as "in 2 days 23 h" or "in 5 min": the two largest units of the time left, rounded down. */
export function formatUntil(until: string, now: number): string {
  const minutes = Math.floor((new Date(until).getTime() - now) / MINUTE);
  if (minutes < 0) return 'any moment now';
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  if (days) return `in ${days} ${days === 1 ? 'day' : 'days'}${hours ? ` ${hours} h` : ''}`;
  if (hours) return `in ${hours} h ${minutes % 60} min`;
  return minutes ? `in ${minutes} min` : 'in less than a minute';
}

/** The current time of the server in milliseconds; updates every half minute. */
export function useMinutes(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), MINUTE / 2);
    return () => clearInterval(timer);
  }, []);
  return now;
}
