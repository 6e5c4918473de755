// Moments as people read them.

import { useEffect, useState } from 'react';

const moment = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short' });
const date = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium' });
const clock = new Intl.DateTimeFormat('en-US', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** Such as "Nov 21, 2026, 9:00 AM". */
export function at(time: string): string {
  return moment.format(new Date(time));
}

/** Such as "Nov 21, 2026". */
export function on(time: string): string {
  return date.format(new Date(time));
}

/** Such as "09:00:00". */
export function clockTime(time: string): string {
  return clock.format(new Date(time));
}

/** The present in milliseconds; ticks each second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Whether a moment has come; null never does. */
export function isOver(until: string | null, now: number): boolean {
  return until !== null && new Date(until).getTime() <= now;
}

/** Such as "2 h 05 min 09 s", and zero afterwards. */
export function left(until: string, now: number): string {
  const seconds = Math.max(0, Math.ceil((new Date(until).getTime() - now) / 1000));
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  return `${hours ? `${hours} h ` : ''}${two((seconds / 60) % 60)} min ${two(seconds % 60)} s`;
}
