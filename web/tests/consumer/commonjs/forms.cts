// A program of CommonJS modules, which the package has types for, too.

import validation = require('@bruinbridge/validation');
import asynchronous = require('@bruinbridge/validation/async');
import proofOfWork = require('@bruinbridge/validation/proof-of-work');

async function check(email: string): Promise<string | null> {
  const validated: validation.Validation<string> = validation.validateEmail(email);
  const loaded: validation.Functions = await asynchronous.load();
  // @ts-expect-error the survey has no such field
  loaded.validateSurvey({ shoeSize: 9 });
  const proof: string = await proofOfWork.solve(email, { bits: 1, timestamp: 7 });
  return validated.ok ? validated.value : proof;
}

export = check;
