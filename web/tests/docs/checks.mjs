// What is wrong with a code block, as far as that can be said without running it.

import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { parseFragment, parse as parsePage } from 'parse5';

const schema = buildSchema(file('schema.graphql'));
const usage = file('xtask/src/main.rs').match(/const USAGE: &str = "([^"]*)"/)[1];

/** The kinds of diagrams that GitHub draws. */
const DIAGRAMS =
  /^(flowchart|graph|sequenceDiagram|classDiagram|stateDiagram|stateDiagram-v2|erDiagram|timeline|gantt|block-beta|C4Context)\b/;

/** For each language what finds the problems of a text. */
const CHECKS = {
  graphql: checkGraphql,
  html: checkHtml,
  js: () => [],
  json: checkJson,
  mermaid: checkMermaid,
  sh: checkCommands,
  text: () => [],
};

/** The problems of a block, as sentences. */
export function check({ language, text }) {
  if (!language) return ['the block has no language: name one after ```; if nothing fits, `text`'];
  const found = Object.hasOwn(CHECKS, language) ? CHECKS[language] : undefined;
  return found ? found(text) : [`${language}: mark it as text, or add a runner`];
}

/** A line that begins with `cargo xtask` is checked here and not executed. */
export function isXtask(line) {
  return /^\s*(\w+=\S+\s+)*cargo xtask\b/.test(line);
}

function checkGraphql(text) {
  try {
    return validate(schema, parse(text)).map(({ message }) => message);
  } catch (error) {
    return [error.message];
  }
}

function checkHtml(text) {
  const problems = [];
  const onParseError = ({ code, startLine }) => problems.push(`${code} in line ${startLine}`);
  const parser = /^\s*<!doctype/i.test(text) ? parsePage : parseFragment;
  parser(text, { onParseError, sourceCodeLocationInfo: true });
  return problems;
}

function checkJson(text) {
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    return [error.message];
  }
}

function checkMermaid(text) {
  const lines = text.split('\n').map((line) => line.trim());
  const first = lines.find((line) => line && !line.startsWith('%%'));
  if (!first) return ['the diagram is empty'];
  return DIAGRAMS.test(first) ? [] : [`no kind of diagram is called "${first}"`];
}

function checkCommands(text) {
  return text.split('\n').flatMap((line) => {
    if (isXtask(line)) return checkXtask(line);
    if (/\bcargo xtask\b/.test(line)) return [`give this command a line of its own: ${line}`];
    if (/^\s*(cargo|npm|npx|apt-get|rustup)\b/.test(line)) {
      return [`examples do not build or install; mark it as text: ${line}`];
    }
    return [];
  });
}

/** The command must be in the usage text, and its options too. */
function checkXtask(line) {
  const words = line.split('#')[0].trim().split(/\s+/);
  const [command = '', ...rest] = words.slice(words.indexOf('xtask') + 1);
  const entry = usage.split('\n').find((entry) => entry.match(/^ {2}(\w+)/)?.[1] === command);
  if (!entry) return [`cargo xtask has no command "${command}"`];
  const end = rest.indexOf('--');
  const own = end < 0 ? rest : rest.slice(0, end);
  return own
    .filter((option) => !entry.includes(option))
    .map((option) => `cargo xtask ${command} has no option "${option}"`);
}

function file(path) {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
}
