// The server's time. A browser's clock can be hours off, but what the server still does depends on its own clock.

/** The header with the server's time has whole seconds, so a smaller difference means nothing. */
const PRECISION_MS = 2000;

/** How far the server's clock is ahead of the browser's, in milliseconds. */
let ahead = 0;

/** The current time of the server in milliseconds. */
export function serverNow(): number {
  return Date.now() + ahead;
}

/** Fetches, and compares the clocks. */
export async function fetchAndCompareClocks(...request: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(...request);
  const time = Date.parse(response.headers.get('date') ?? '');
  if (Math.abs(time - serverNow()) > PRECISION_MS) ahead = time - Date.now();
  return response;
}
