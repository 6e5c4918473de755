// Formats times for people.

import { useEffect, useState } from 'react';

import { serverNow } from './server_time';

const dateTime = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short' });
const date = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium' });
const timeOfDay = new Intl.DateTimeFormat('en-US', { timeStyle: 'short' });
const clock = new Intl.DateTimeFormat('en-US', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** Such as "Nov 21, 2026, 9:00 AM". */
export function formatDateTime(time: string): string {
  return dateTime.format(new Date(time));
}

/** Such as "Nov 21, 2026". */
export function formatDate(time: string): string {
  return date.format(new Date(time));
}

/** Such as "3:45 PM". */
export function formatTime(time: string): string {
  return timeOfDay.format(new Date(time));
}

/** Such as "09:00:00". */
export function formatClockTime(time: string): string {
  return clock.format(new Date(time));
}

/** The current time of the server in milliseconds; updates every second. */
export function useNow(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Whether a time is in the past; null never is. */
export function isPast(time: string | null, now: number): boolean {
  return time !== null && new Date(time).getTime() <= now;
}

/** Such as "2h 05m 09s"; zero when the time is in the past. */
export function formatTimeLeft(until: string, now: number): string {
  const seconds = Math.max(0, Math.ceil((new Date(until).getTime() - now) / 1000));
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  return `${hours ? `${hours}h ` : ''}${two((seconds / 60) % 60)}m ${two(seconds % 60)}s`;
}
