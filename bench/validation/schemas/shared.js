// Shared by the three schemas: patterns and comparisons that their libraries do not provide.

const LOCAL = /^[a-z0-9!#$%&'*+\-/=?^_`{|}~]+(\.[a-z0-9!#$%&'*+\-/=?^_`{|}~]+)*$/;
const REFUSED = /[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const REFUSED_IN_LINES = /[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const URL = /^https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?([/?#][!-~]*)?$/i;

export const isAddress = (address) => {
  const at = address.lastIndexOf('@');
  return at > 0 && at <= 64 && LOCAL.test(address.slice(0, at));
};
export const isOfUcla = (address) => /@(g\.)?ucla\.edu$/.test(address);
export const isLine = (text) => !REFUSED.test(text);
export const isText = (text) => !REFUSED_IN_LINES.test(text);
export const isPicture = (url) => url === '' || URL.test(url);
export const plain = (text) => text.replaceAll('\r\n', '\n');
export const length = (text) => (text.length > 75 ? [...text].length : text.length);
export const distinct = (entries) => {
  const seen = new Set();
  return entries.filter((entry) => {
    const key = entry.toLowerCase();
    return !seen.has(key) && seen.add(key);
  });
};
