// Starts a server for one test, with empty data and a free port. It can be stopped and started again.

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The program of the server. */
export const program =
  process.env.BRUINBRIDGE ?? fileURLToPath(new URL('../../target/debug/bruinbridge', import.meta.url));

/** The password of every account in these tests. */
export const PASSWORD = 'correct horse battery';

/** The administrator who exists on every server. */
export const ADMIN = { username: 'dean', email: 'dean@ucla.edu' };

/** Starts a server. It writes emails to files, so that tests can follow their links. */
export async function start(settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'bruinbridge-'));
  const server = new Server(folder, settings);
  await server.run(
    ['admin', 'create', '--username', ADMIN.username, '--email', ADMIN.email, '--password-stdin'],
    PASSWORD,
  );
  await server.serve();
  return server;
}

/** A server with its data in `folder`. */
export class Server {
  constructor(folder, settings) {
    this.folder = folder;
    this.bind = '127.0.0.1:0';
    this.settings = settings;
  }

  get environment() {
    return {
      PATH: process.env.PATH,
      BIND: this.bind,
      DATABASE_URL: `sqlite://${join(this.folder, 'data.db')}?mode=rwc`,
      SEND_EMAILS: 'true',
      MAIL_TRANSPORT: 'file',
      MAIL_DIR: join(this.folder, 'mail'),
      MEDIA_DIR: join(this.folder, 'media'),
      LOG_LEVEL: 'error',
      RATE_LIMITS: 'off',
      ...this.settings,
    };
  }

  /** Runs a command of the server and waits until it exits. */
  async run(command, input) {
    const child = spawn(program, command, {
      env: this.environment,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    child.stdin.end(input);
    const status = await new Promise((resolve) => child.once('exit', resolve));
    if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}`);
  }

  /** Starts serving; after a stop, at the same address as before. */
  async serve() {
    this.child = spawn(program, ['serve'], {
      env: this.environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.ended = new Promise((resolve) => this.child.once('exit', resolve));
    for await (const line of createInterface({ input: this.child.stdout })) {
      const address = line.match(/http:\/\/([^/]+)\/graphql/)?.[1];
      if (!address) continue;
      this.bind = address;
      this.url = `http://${address}`;
      break;
    }
    this.child.stdout.resume();
  }

  /** Shuts down gracefully. */
  async stop() {
    this.child.kill('SIGTERM');
    await this.ended;
  }

  /** Stops and deletes all data. */
  async remove() {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Waits for an email with a link and returns the path of the latest one. */
  async link(pattern) {
    return (await this.match(pattern))[0];
  }

  /** Waits for an email with a code to an address, and returns the latest one. */
  async code(email, pattern = /^ *(\d{6})\r?$/m) {
    const isTo = (text) => text.toLowerCase().includes(`\nto: ${email}`);
    return (await this.match(pattern, isTo))[1];
  }

  /** Waits for an email that matches a pattern, and returns the match in the latest one. */
  async match(pattern, isWanted = () => true) {
    for (let round = 0; round < 200; round += 1) {
      const found = this.emails()
        .filter(isWanted)
        .map((email) => email.match(pattern))
        .filter(Boolean);
      if (found.length) return found.at(-1);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no email with ${pattern}`);
  }

  emails() {
    const folder = join(this.folder, 'mail');
    try {
      const files = readdirSync(folder)
        .filter((file) => file.endsWith('.eml'))
        .sort();
      return files.map((file) => decoded(readFileSync(join(folder, file), 'utf8')));
    } catch {
      return [];
    }
  }

  /** Sends a document and returns its data. */
  async ask(query, variables = {}, token) {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await response.json();
    if (errors) throw new Error(errors[0].message);
    return data;
  }

  /** Registers a member, who is verified at once with SEND_EMAILS off. */
  async register(email, role = 'MENTEE') {
    const query = `mutation($input: RegisterInput!) { register(input: $input) { errors { code } } }`;
    await this.ask(query, { input: { email, password: PASSWORD, role } });
  }

  /** Registers a member and follows the link of the email, on a server that sends emails. */
  async registerVerified(email, role) {
    await this.register(email, role);
    const link = new RegExp(`^To: ${email}$[^]*?/verify-email\\?token=([\\w-]+)`, 'm');
    const [, token] = await this.match(link);
    const query =
      'mutation($input: VerifyEmailInput!) { verifyEmail(input: $input) { errors { code } } }';
    await this.ask(query, { input: { token } });
  }

  /** Registers a member with a profile and returns a token. */
  async member(email, role, profile) {
    await this.register(email, role);
    const token = await this.token(email);
    const survey = `mutation($input: ProfileInput!) {
      completeSurvey(input: $input) { errors { code } } }`;
    await this.ask(survey, { input: profile }, token);
    return token;
  }

  /** Signs in a member and returns the token. */
  async token(email) {
    const query = `mutation($input: LoginInput!) { login(input: $input) { token } }`;
    return (await this.ask(query, { input: { email, password: PASSWORD } })).login.token;
  }

  /** Signs in an administrator and returns the token. */
  async adminToken(username = ADMIN.username) {
    const query = `mutation($input: LoginAdminInput!) { loginAdmin(input: $input) { token } }`;
    const { loginAdmin } = await this.ask(query, { input: { username, password: PASSWORD } });
    return loginAdmin.token;
  }
}

/** Decodes quoted-printable text, the encoding of emails. */
function decoded(text) {
  return text
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}
