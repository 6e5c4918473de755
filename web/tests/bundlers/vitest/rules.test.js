import { rules, validateEmail } from '@bruinbridge/validation';
import { load } from '@bruinbridge/validation/async';
import { solve } from '@bruinbridge/validation/proof-of-work';
import { expect, test } from 'vitest';

test('the rules work in a test', async () => {
  expect(validateEmail(' Jö@UCLA.edu ').errors[0].code).toBe('EMAIL_INVALID');
  const { validateSurvey } = await load();
  expect(validateSurvey({ firstName: ' Zoë ' }).value).toEqual({ firstName: 'Zoë' });
  expect(rules().survey.year.max).toBe(5);
  expect(await solve('jo@ucla.edu', { bits: 1, timestamp: 7 })).toMatch(/^7:/);
});
