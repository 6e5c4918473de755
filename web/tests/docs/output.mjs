// Compares what commands print with what a page says that they print.

const ANYTHING = '…';

/**
 * The first expected line that does not fit, or null if all fit. `…` stands for any text within a line; a line of only
 * `…` stands for any number of lines.
 */
export function firstDifference(expected, actual) {
  const patterns = lines(expected);
  // The lines that may come next, after the patterns so far.
  const printed = lines(actual);
  let positions = new Set([0]);
  for (const [number, pattern] of patterns.entries()) {
    const next = after(pattern, printed, positions);
    if (next.size === 0) return { line: number + 1, text: pattern };
    positions = next;
  }
  const isComplete = positions.has(printed.length);
  return isComplete ? null : { line: patterns.length + 1, text: 'the end of the output' };
}

/** Where the output can go on after a pattern, from each position. */
function after(pattern, printed, positions) {
  const next = new Set();
  if (pattern.trim() === ANYTHING) {
    for (let at = Math.min(...positions); at <= printed.length; at += 1) next.add(at);
    return next;
  }
  for (const at of positions) {
    if (at < printed.length && fits(pattern, printed[at])) next.add(at + 1);
  }
  return next;
}

function fits(pattern, line) {
  const parts = pattern.split(ANYTHING).map(escaped);
  return new RegExp(`^${parts.join('.*')}$`, 'u').test(line);
}

function escaped(text) {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** The lines of a text, without spaces at their ends and empty lines at its end. */
function lines(text) {
  const trimmed = text.trimEnd();
  return trimmed ? trimmed.split('\n').map((line) => line.trimEnd()) : [];
}
