// A mail server in a process of its own, which tests start, kill and start again. It appends what it accepts to a file,
// and then says so: an email that it acknowledged is in the file.

import { appendFileSync } from 'node:fs';
import { SMTPServer } from 'smtp-server';

const [port, file, mood] = process.argv.slice(2);
const greylisted = new Set();

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  logger: false,
  onRcptTo({ address }, session, callback) {
    if (mood !== 'difficult' || greylisted.has(address)) return callback();
    greylisted.add(address);
    // Every third recipient is asked to come again, and every fifth connection is cut.
    if (greylisted.size % 3 === 0) {
      return callback(Object.assign(new Error('greylisted'), { responseCode: 451 }));
    }
    if (greylisted.size % 5 === 0) return connection(this, session)._socket.destroy();
    callback();
  },
  onData(stream, session, callback) {
    const chunks = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('end', () => {
      const to = session.envelope.rcptTo[0].address;
      const text = Buffer.concat(chunks).toString();
      const accept = () => {
        appendFileSync(file, `${JSON.stringify({ to, text })}\n`);
        callback();
      };
      if (mood === 'difficult') setTimeout(accept, 20);
      else accept();
    });
  },
});

/** The connection of a session. */
function connection({ connections }, { id }) {
  return [...connections].find((other) => other.id === id);
}

server.on('error', () => {});
server.listen(Number(port), '127.0.0.1', () => console.log('ready'));
