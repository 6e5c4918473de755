// An operation as a command for curl, and as a call of fetch. The token is a placeholder.

import { api, type Request } from './fetcher';

interface Copied {
  request: Request;
  isSubscription: boolean;
  /** Whether the operation runs as somebody. */
  needsToken: boolean;
}

/** Returns a command for a shell, which reads the token from the variable `TOKEN`. */
export function asCurl({ request, isSubscription, needsToken }: Copied): string {
  const parts = [
    `curl ${isSubscription ? '--no-buffer ' : ''}${quoted(api.href)}`,
    `--header 'content-type: application/json'`,
    ...(isSubscription ? [`--header 'accept: text/event-stream'`] : []),
    // In double quotes, so that the shell replaces the variable.
    ...(needsToken ? [`--header "authorization: Bearer $TOKEN"`] : []),
    `--data-raw ${quoted(JSON.stringify(request))}`,
  ];
  return `${parts.join(' \\\n  ')}\n`;
}

/** Returns a script for browsers and Node, with a constant for the token. */
export function asFetch({ request, isSubscription, needsToken }: Copied): string {
  const { query, ...others } = request;
  const rest = Object.entries(others).map(
    ([name, value]) => `    ${name}: ${JSON.stringify(value, null, 2).replaceAll('\n', '\n    ')},\n`,
  );
  return `${needsToken ? "const TOKEN = ''; // Your session's token.\n" : ''}const response = await fetch(${JSON.stringify(api.href)}, {
  method: 'POST',
  headers: {
    'content-type': 'application/json',
${isSubscription ? "    accept: 'text/event-stream',\n" : ''}${needsToken ? `    authorization: \`Bearer \${TOKEN}\`,\n` : ''}  },
  body: JSON.stringify({
    query: \`${query.replaceAll(/[\\`]|\$\{/g, '\\$&')}\`,
${rest.join('')}  }),
});
${isSubscription ? EVENTS : 'console.log(await response.json());\n'}`;
}

const EVENTS = `const events = response.body.pipeThrough(new TextDecoderStream()).getReader();
for (let part = await events.read(); !part.done; part = await events.read()) console.log(part.value);
`;

/** Quotes a text for shells. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
