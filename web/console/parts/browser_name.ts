// A short name for a browser, from its user agent.

export function browserName(userAgent: string | null): string {
  const known = ['Edg', 'Firefox', 'Chrome', 'Safari'] as const;
  const name = known.find((name) => userAgent?.includes(name));
  if (name) return name === 'Edg' ? 'Edge' : name;
  return userAgent?.split(/[ /]/)[0] || 'Unknown device';
}
