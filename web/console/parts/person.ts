// How the console describes a person.

/** The names of the roles. */
export const ROLE_NAMES = { MENTEE: 'Mentee', MENTOR: 'Mentor', ADMIN: 'Administrator' } as const;

/** A person's name, or their email address while they have not given one. */
export function displayName(person: { fullName: string; email?: string | null }): string {
  return person.fullName === 'Not provided' ? (person.email ?? 'No name yet') : person.fullName;
}

/** The name of an academic year. Students who have been admitted but not started are in year 0. */
export function yearName(year: number): string {
  return year === 0 ? 'Incoming' : `Year ${year}`;
}

/** A person's year and majors in one line. */
export function yearAndMajors(person: { year: number | null; major: string[] }): string {
  const year = person.year === null ? '' : yearName(person.year);
  return [year, person.major.join(', ')].filter(Boolean).join(' · ');
}
