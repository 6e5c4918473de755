// What to call people.

/** How to call somebody who may not have said their name. */
export function nameOf(person: { fullName: string; email?: string | null }): string {
  return person.fullName === 'Not provided' ? (person.email ?? 'No name yet') : person.fullName;
}
