// A person's picture, or their initials where there is none. It only repeats the name next to it, so screen readers
// skip it.

import { useState } from 'react';

import { displayName } from './person';

/** What an avatar shows of a person. */
export interface Pictured {
  fullName: string;
  email?: string | null;
  profilePictureUrl: string | null;
}

/** A picture of 40 pixels, or of 96 if it is `large`. */
export function Avatar({ person, large = false }: { person: Pictured; large?: boolean }) {
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  const url = person.profilePictureUrl;
  const className = large ? 'avatar avatar-large' : 'avatar';
  const side = large ? 96 : 40;
  if (url && url !== brokenUrl) {
    return (
      <img
        className={className}
        src={url}
        alt=""
        width={side}
        height={side}
        loading="lazy"
        onError={() => setBrokenUrl(url)}
      />
    );
  }
  return (
    <span className={className} aria-hidden="true">
      {initials(person)}
    </span>
  );
}

/** The first characters of the first and the last word of a name. */
function initials(person: Pictured): string {
  const words = displayName(person).trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => [...(word ?? '')][0] ?? '').join('');
}
