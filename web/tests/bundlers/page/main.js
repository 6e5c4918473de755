// Uses every entry of the package and shows the results.

import { rules, validateEmail } from '@bruinbridge/validation';
import { load } from '@bruinbridge/validation/async';
import { solve } from '@bruinbridge/validation/proof-of-work';

show().catch((error) => print([error.name, rules().survey.year.max]));

async function show() {
  const { value } = validateEmail(' Jo@UCLA.edu ');
  const { validateSurvey } = await load();
  const proof = await solve(value, { bits: 1, timestamp: 7 });
  print([
    value,
    validateSurvey({ year: 12 }).errors[0].code,
    rules().survey.year.max,
    proof.slice(0, 2),
  ]);
}

function print(results) {
  document.querySelector('output').textContent = results.join(' ');
}
