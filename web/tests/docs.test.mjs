// Every code block of the documentation works: commands run, with the output that the page shows; the rest is valid.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { problems } from './docs/page.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const pages = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'examples/README.md'];
const docs = readdirSync(join(root, 'docs'), { recursive: true })
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);

for (const page of [...pages, ...docs.sort()]) {
  test(`the code blocks of ${page} work`, async () => {
    const found = await problems(page, readFileSync(join(root, page), 'utf8'));
    assert.ok(found.length === 0, `\n${found.join('\n')}`);
  });
}
