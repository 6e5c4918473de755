// Telling what was done to whoever does not see it, where something just goes away from the page.

/** An `output` is read out politely, and has to be there before there is something to read. */
const region = document.createElement('output');
region.className = 'hidden';
document.body.append(region);

/** Has one sentence read out. */
export function tell(sentence: string): void {
  region.textContent = sentence;
}
