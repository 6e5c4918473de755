// Runs the commands and scripts of a page, in order, in one shell with a server of its own.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { program, Server } from '../server.mjs';
import { endGroup } from '../tools.mjs';
import { isXtask } from './checks.mjs';
import { firstDifference } from './output.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** Where scripts find the packages of web/node_modules. */
const scripts = join(root, 'web/artifacts/');

/** The settings of a development server, in place of those of other tests. */
const DEVELOPMENT = {
  MAIL_DIR: undefined,
  MAIL_TRANSPORT: undefined,
  RATE_LIMITS: undefined,
  SEND_EMAILS: undefined,
};
const SECONDS = 120;

/** Runs the blocks `sh` and `js` of a page, and returns what went wrong, as sentences. */
export async function run(blocks, seconds = SECONDS) {
  const folder = mkdtempSync(join(tmpdir(), 'bruinbridge-docs-'));
  mkdirSync(scripts, { recursive: true });
  const script = mkdtempSync(join(scripts, 'docs-'));
  const server = new Server(folder, DEVELOPMENT);
  try {
    await server.serve();
    const session = new Session(blocks, { server, folder, script });
    const status = await session.run(seconds);
    return session.problems(status, seconds);
  } finally {
    await server.remove();
    rmSync(script, { recursive: true });
  }
}

class Session {
  constructor(blocks, { server, folder, script }) {
    this.blocks = blocks;
    this.server = server;
    this.folder = folder;
    this.script = script;
  }

  /** Runs the shell and returns its status, or null if it took too long. */
  async run(seconds) {
    const shell = join(this.folder, 'page.sh');
    writeFileSync(shell, this.commands());
    // A group of its own, so that what a block leaves running ends with it.
    const child = spawn('bash', [shell], {
      cwd: root,
      detached: true,
      stdio: 'ignore',
      env: {
        ...this.server.environment,
        HOME: process.env.HOME,
        BRUINBRIDGE_URL: `${this.server.url}/graphql`,
      },
    });
    const ended = new Promise((resolve) => child.once('exit', (status) => resolve(status)));
    let timer;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, seconds * 1000, null);
    });
    const status = await Promise.race([ended, late]);
    clearTimeout(timer);
    endGroup(child.pid);
    await ended;
    return status;
  }

  /** What bash reads: each block is a file, and its output goes to a file. */
  commands() {
    const steps = this.blocks.map((block, index) => {
      const output = `exec > '${this.file(index, 'out')}' 2> '${this.file(index, 'err')}' < /dev/null`;
      return `${output}\n${this.step(block, index)}\n`;
    });
    const trap = `trap 'printf "%s %s\\n" "$LINENO" "$BASH_COMMAND" > "${this.failure}"' ERR`;
    return `set -eE\n${trap}\n${steps.join('')}`;
  }

  step({ language, text }, index) {
    const name = language === 'js' ? join(this.script, `${index}.mjs`) : this.file(index, 'sh');
    writeFileSync(name, language === 'js' ? this.local(text) : this.executed(text));
    return language === 'js' ? `node '${name}'` : `source '${name}'`;
  }

  /** The text with the address of this server and the place of its program and data. */
  local(text) {
    return text
      .replaceAll('127.0.0.1:8000', this.server.bind)
      .replaceAll('target/debug/bruinbridge', program)
      .replaceAll('data/bruinbridge.db', join(this.folder, 'data.db'));
  }

  /** The commands without those that build; lines keep their numbers. */
  executed(text) {
    const lines = this.local(text).split('\n');
    return lines.map((line) => (isXtask(line) ? '' : line)).join('\n');
  }

  get failure() {
    return join(this.folder, 'failure');
  }

  file(index, ending) {
    return join(this.folder, `${index}.${ending}`);
  }

  read(index, ending) {
    return existsSync(this.file(index, ending)) ? readFileSync(this.file(index, ending), 'utf8') : '';
  }

  problems(status, seconds) {
    const last = this.blocks.findLastIndex((_, index) => existsSync(this.file(index, 'out')));
    const finished = status === 0 ? this.blocks : this.blocks.slice(0, last);
    const differences = finished.flatMap((block, index) => this.difference(block, index));
    if (status === 0) return differences;
    return [...differences, this.failed(last, status, seconds)];
  }

  /** How the output of a block differs from what is expected. */
  difference(block, index) {
    const { path, line, text, expected } = block;
    // Nothing was run of which the page could show the output.
    const isRun = this.executed(text).trim() !== '';
    if (expected === undefined || !isRun) return [];
    const actual = this.read(index, 'out');
    const wanted = this.local(expected);
    const found = firstDifference(wanted, actual);
    if (!found) return [];
    const summary = `the output differs from line ${found.line} of what is expected on: ${found.text}`;
    const texts = `--- commands\n${text}--- expected\n${wanted}--- actual\n${actual}`;
    return [`${path}:${line}: ${summary}\n${texts}`];
  }

  /** What a block did that ended the shell. */
  failed(index, status, seconds) {
    const { path, line } = this.blocks[index];
    const output = `--- output\n${this.read(index, 'out')}--- errors\n${this.read(index, 'err')}`;
    if (status === null) return `${path}:${line}: still running after ${seconds} seconds\n${output}`;
    const { offset, command } = this.failedCommand(index);
    return `${path}:${line + offset}: this command ended with status ${status}: ${command}\n${output}`;
  }

  failedCommand(index) {
    const { language, text } = this.blocks[index];
    if (language === 'js') return { offset: 0, command: `node, with\n${text}` };
    if (!existsSync(this.failure)) return { offset: 0, command: `one of\n${text}` };
    const [, number, command] = readFileSync(this.failure, 'utf8').match(/^(\d+) (.*)/s);
    return { offset: Number(number) - 1, command: command.trimEnd() };
  }
}
