// The name of an academic year.

/** Such as "Year 2"; the year before the first is "Incoming". */
export function yearName(year: number): string {
  return year === 0 ? 'Incoming' : `Year ${year}`;
}
