// Texts around the size of the input buffer in which the package passes them to WebAssembly.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { Worker } from 'node:worker_threads';

/** The initial size of the buffer in bytes. */
const BUFFER_SIZE = 8192;

test('a text that fills the buffer is read in full', async () => {
  for (let length = BUFFER_SIZE - 5; length <= BUFFER_SIZE + 5; length += 1) {
    const { errors } = await survey(length);
    assert.deepEqual(
      errors.map(({ code, field }) => [code, ...field]),
      [['NAME_TOO_LONG', 'firstName']],
      `${length}`,
    );
  }
});

/** Validates a survey of `length` characters, one of them two bytes long, in a fresh instance of the package. */
async function survey(length) {
  const firstName = `é${'a'.repeat(150)}`;
  const lastName = ' Li';
  const goals = ' '.repeat(length - firstName.length - lastName.length);
  const url = import.meta.resolve('@bruinbridge/validation');
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    import(${JSON.stringify(url)}).then(({ validateSurvey }) => parentPort.postMessage(validateSurvey(workerData)));`;
  const worker = new Worker(code, { eval: true, workerData: { firstName, lastName, goals } });
  const [result] = await once(worker, 'message');
  await worker.terminate();
  return result;
}
