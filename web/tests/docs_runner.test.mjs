// The test of the documentation finds what is wrong with a code block, and names its file, line and command.

import assert from 'node:assert/strict';
import test from 'node:test';

import { codeBlocks } from './docs/blocks.mjs';
import { firstDifference } from './docs/output.mjs';
import { problems } from './docs/page.mjs';

/** A page with a code block for each pair of language and text. */
function page(...blocks) {
  return blocks.map(([language, text]) => `\`\`\`${language}\n${text}\n\`\`\`\n`).join('\n');
}

/** The problems of such a page. */
function found(...blocks) {
  return problems('a.md', page(...blocks));
}

/** Checks that the page has one problem, which has all of the texts in it. */
async function hasOne(blocks, ...texts) {
  const [problem, ...others] = await found(...blocks);
  assert.deepEqual(others, []);
  for (const text of texts) assert.ok(problem?.includes(text), `${text} is not in: ${problem}`);
}

test('code blocks are found with their lines, and output belongs to its commands', () => {
  const text = `# Page\n\n${page(['sh', 'a'], ['text', 'b'], ['text', 'c'], ['sh', 'd'])}\nText.\n\n${page(['text', 'e'])}`;
  assert.deepEqual(
    codeBlocks('a.md', text).map(({ line, text, expected }) => [line, text, expected]),
    [
      [4, 'a\n', 'b\n'],
      [12, 'c\n', undefined],
      [16, 'd\n', undefined],
      [22, 'e\n', undefined],
    ],
  );
  const indented = codeBlocks('a.md', 'Text:\n\n    a\n\n- item\n\n  ```json\n  1\n  ```\n');
  assert.deepEqual(
    indented.map(({ line, language, text }) => [line, language, text]),
    [
      [3, '', 'a\n'],
      [8, 'json', '1\n'],
    ],
  );
});

test('an ellipsis in the output matches any text or lines', () => {
  for (const [expected, actual] of [
    ['a\nb', 'a  \nb\n\n'],
    ['a…c', 'abbc'],
    ['a…c', 'ac'],
    ['…', ''],
    ['…', 'a\nb'],
    ['a\n…\nz', 'a\nz'],
    ['…\nb\n…', 'a\nb\nb\nc'],
    ['…\n  b…\nc', 'a\n  b\nb\n  bb\nc'],
    ['(.*)', '(.*)'],
  ]) {
    assert.equal(firstDifference(expected, actual), null, `${expected} | ${actual}`);
  }
  for (const [expected, actual, line] of [
    ['a', 'b', 1],
    ['a', 'a\nb', 2],
    ['a\nb', 'a', 2],
    ['a\n…\nz', 'a\nb', 3],
    ['a…c', 'a\nc', 1],
    ['…\nb', 'a\n b', 2],
    ['.', 'a', 1],
  ]) {
    assert.equal(firstDifference(expected, actual)?.line, line, `${expected} | ${actual}`);
  }
});

test('correct blocks have no problems', async () => {
  const ask = `curl -s http://127.0.0.1:8000/graphql -H 'content-type: application/json' -d '{"query": "{ me { id } }"}'`;
  const script = `import { parse } from 'graphql';
const response = await fetch('http://127.0.0.1:8000/healthz');
if (response.status !== 200 || !parse('{ a }')) throw new Error(response.status);
if (process.env.KEPT !== 'yes') throw new Error('another session');`;
  const blocks = [
    ['sh', 'BIND=127.0.0.1:8001 cargo xtask run  # builds\ncargo xtask test -- a_name'],
    ['text', 'not run'],
    ['sh', 'cd web\nexport KEPT=yes\nhello() { echo "hello $1"; }'],
    ['sh', `cargo xtask schema --check\n${ask}\necho\nhello $(basename $PWD)`],
    ['text', '{"data":{"me":…}}\nhello web'],
    ['js', script],
    ['sh', `curl -s -o /dev/null -w '%{http_code}' $BRUINBRIDGE_URL?query=%7Bme%7Bid%7D%7D`],
    ['text', '200'],
    ['sh', 'cd ..\ntarget/debug/bruinbridge migrate status | head -n 1'],
    ['text', '…m0001_users…'],
    ['graphql', 'query Me($size: Int) { mentors(first: $size) { nodes { fullName } } }'],
    ['json', '{"a": [1]}'],
    ['html', '<!doctype html>\n<title>A</title>\n<p>Text'],
    ['mermaid', '%% A comment.\nflowchart LR\n  a --> b'],
    ['text', 'anything at all'],
  ];
  assert.deepEqual(await found(...blocks), []);
});

test('a block that nothing checks is a problem', async () => {
  await hasOne([['', 'a']], 'a.md:2: the block has no language');
  await hasOne([['rust', 'fn a() {}']], 'a.md:2: rust: mark it as text, or add a runner');
  await hasOne([['toml', 'a = 1']], 'a.md:2: toml: mark it as text');
  await hasOne([['constructor', 'a']], 'a.md:2: constructor: mark it as text');
});

test('blocks that are only read must be valid', async () => {
  await hasOne([['graphql', '{ me { shoeSize } }']], 'a.md:2: ', '"shoeSize"');
  await hasOne([['graphql', 'fragment A on User { id }']], 'a.md:2: Fragment "A" is never used');
  await hasOne([['graphql', 'me { id }']], 'a.md:2: Syntax Error');
  await hasOne([['json', '{"a": …}']], 'a.md:2: ', 'JSON');
  await hasOne([['html', '<p>A</p>\n<p']], 'a.md:2: eof-in-tag');
  await hasOne([['mermaid', '%% Nothing.']], 'a.md:2: the diagram is empty');
  await hasOne([['mermaid', 'flaw LR']], 'a.md:2: no kind of diagram is called "flaw LR"');
});

test('commands of xtask must exist, and nothing else builds', async () => {
  await hasOne([['sh', 'cargo xtask fly']], 'a.md:2: cargo xtask has no command "fly"');
  await hasOne([['sh', 'cargo xtask']], 'a.md:2: cargo xtask has no command ""');
  await hasOne([['sh', 'cargo xtask tidy --all']], 'a.md:2: cargo xtask tidy has no option "--all"');
  await hasOne([['sh', 'cd web && cargo xtask ci']], 'a.md:2: give this command a line of its own');
  await hasOne([['sh', 'cargo build']], 'a.md:2: examples do not build or install');
});

test('a command that fails is named with its line, status and output', async () => {
  const fails = ['sh', 'echo before\necho why >&2\nfalse "the last"\necho after'];
  const texts = ['a.md:8: ', 'ended with status 1: false "the last"', 'before', 'why'];
  await hasOne([['sh', 'true'], fails, ['sh', 'touch never']], ...texts);
  await hasOne([['sh', 'inner() {\n  false\n}\ninner']], 'a.md:3: ', 'status 1: false');
  await hasOne([['sh', 'exit 3']], 'a.md:2: ', 'ended with status 3', 'exit 3');
  await hasOne([['sh', 'if true']], 'a.md:', 'ended with status', 'syntax error');
});

test('output that differs is shown with what was expected', async () => {
  const blocks = [
    ['sh', 'echo one\necho two'],
    ['text', 'one\nthree'],
  ];
  await hasOne(blocks, 'a.md:2: ', 'line 2 of what is expected on: three', 'one\ntwo', 'one\nthree');
  const silent = [
    ['sh', 'true'],
    ['text', 'one'],
  ];
  await hasOne(silent, 'a.md:2: ', 'line 1 of what is expected on: one');
});

test('a script that fails is named', async () => {
  await hasOne([['js', 'throw new Error("no way")']], 'a.md:2: ', 'ended with status 1', 'no way');
  await hasOne([['js', 'import "no-such-package";']], 'a.md:2: ', 'no-such-package');
});

test('a command that does not end is a problem', async () => {
  const text = page(['sh', 'echo begun\nsleep 1000']);
  const [problem] = await problems('a.md', text, 1);
  assert.match(problem, /^a\.md:2: still running after 1 seconds\n.*begun/s);
});
