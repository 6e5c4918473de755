// The kind and the name of a device, from the user agent of a browser.

import { browserName } from '../parts/browser_name';

/** What a device looks like. */
export type DeviceKind = 'computer' | 'phone' | 'tablet';

const SYSTEMS = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['CrOS', 'ChromeOS'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'macOS'],
  ['Linux', 'Linux'],
] as const;

/** Such as "Firefox on Windows"; only the browser where the system is unknown. */
export function deviceName(userAgent: string | null): string {
  const system = SYSTEMS.find(([mark]) => userAgent?.includes(mark))?.[1];
  const browser = browserName(userAgent);
  return system ? `${browser} on ${system}` : browser;
}

export function deviceKind(userAgent: string | null): DeviceKind {
  const agent = userAgent ?? '';
  if (/iPad|Tablet/.test(agent) || (agent.includes('Android') && !agent.includes('Mobile'))) {
    return 'tablet';
  }
  return /iPhone|Mobile/.test(agent) ? 'phone' : 'computer';
}
