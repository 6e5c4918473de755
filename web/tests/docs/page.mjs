// Checks and runs all code blocks of a page.

import { codeBlocks } from './blocks.mjs';
import { check } from './checks.mjs';
import { run } from './session.mjs';

/** What is wrong with the code blocks of a page, each with its file and line; nothing if all work. */
export async function problems(path, text, seconds) {
  const blocks = codeBlocks(path, text);
  const found = blocks.flatMap((block) =>
    check(block).map((problem) => `${path}:${block.line}: ${problem}\n${beginning(block)}`),
  );
  const runnable = blocks.filter(({ language }) => language === 'sh' || language === 'js');
  if (found.length || !runnable.length) return found;
  return run(runnable, seconds);
}

/** The first lines of a block. */
function beginning({ text }) {
  return text.split('\n').slice(0, 5).join('\n');
}
