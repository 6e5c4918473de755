// Texts that just fit, or just do not fit, into the memory that the package hands them over in.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { Worker } from 'node:worker_threads';

/** Bytes of the room before anything needed more. */
const ROOM = 8192;

test('a text that fills the room is read whole', async () => {
  for (let length = ROOM - 5; length <= ROOM + 5; length += 1) {
    const { errors } = await survey(length);
    assert.deepEqual(errors.map(({ code, field }) => [code, ...field]), [['NAME_TOO_LONG', 'firstName']], `${length}`);
  }
});

/** What a package that has judged nothing yet says of a survey with so many characters, one of which takes two bytes. */
async function survey(length) {
  const firstName = `é${'a'.repeat(150)}`;
  const lastName = ' Li';
  const goals = ' '.repeat(length - firstName.length - lastName.length);
  const url = import.meta.resolve('@bruinbridge/validation');
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    import(${JSON.stringify(url)}).then(({ validateSurvey }) => parentPort.postMessage(validateSurvey(workerData)));`;
  const worker = new Worker(code, { eval: true, workerData: { firstName, lastName, goals } });
  const [answer] = await once(worker, 'message');
  await worker.terminate();
  return answer;
}
