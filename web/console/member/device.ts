// What kind of device a session is on, from the user agent of its browser.

import { browserName } from '../parts/browser_name';

export type DeviceKind = 'phone' | 'tablet' | 'computer' | 'program';

/** The systems by a word in the user agent; the first one that occurs counts. */
const SYSTEMS = [
  ['iPhone', 'iPhone', 'phone'],
  ['iPad', 'iPad', 'tablet'],
  ['Android', 'Android', 'phone'],
  ['CrOS', 'Chromebook', 'computer'],
  ['Windows', 'Windows', 'computer'],
  ['Macintosh', 'Mac', 'computer'],
  ['Linux', 'Linux', 'computer'],
] as const;

/** Such as "Chrome on Mac", or the name of a program. */
export function deviceName(userAgent: string | null): string {
  const browser = browserName(userAgent);
  const system = systemOf(userAgent);
  return system ? `${browser} on ${system[1]}` : browser;
}

export function deviceKind(userAgent: string | null): DeviceKind {
  const system = systemOf(userAgent);
  if (!system) return 'program';
  // Tablets with Android do not say that they are mobile.
  return system[0] === 'Android' && !userAgent?.includes('Mobile') ? 'tablet' : system[2];
}

function systemOf(userAgent: string | null) {
  return SYSTEMS.find(([word]) => userAgent?.includes(word));
}
