// Ordinal numbers.

const rules = new Intl.PluralRules('en-US', { type: 'ordinal' });
const ENDINGS: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };

/** Such as "2nd". */
export function ordinal(number: number): string {
  return `${number}${ENDINGS[rules.select(number)] ?? 'th'}`;
}
