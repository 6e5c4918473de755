'use client';

import { rules, validateEmail } from '@bruinbridge/validation';
import { load } from '@bruinbridge/validation/async';
import { solve } from '@bruinbridge/validation/proof-of-work';
import { useEffect, useState } from 'react';

export function Form() {
  const { value } = validateEmail(' Jo@UCLA.edu ');
  const [results, setResults] = useState([value]);
  useEffect(() => {
    show().then(setResults);
  }, []);
  return <output>{results.join(' ')}</output>;
}

async function show() {
  const { value } = validateEmail(' Jo@UCLA.edu ');
  const { validateSurvey } = await load();
  const proof = await solve(value, { bits: 1, timestamp: 7 });
  return [
    value,
    validateSurvey({ year: 12 }).errors[0].code,
    rules().survey.year.max,
    proof.slice(0, 2),
  ];
}
