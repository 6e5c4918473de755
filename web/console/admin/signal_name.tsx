// A word of the catalogue of signals, which may break behind its underscores.

import { Fragment } from 'react';

export function SignalName({ name }: { name: string }) {
  const words = name.toLowerCase().split('_');
  return (
    <code>
      {words.map((word, index) => (
        // A name never changes, so that a word's place tells it from the others.
        <Fragment key={index}>
          {index > 0 && (
            <>
              _<wbr />
            </>
          )}
          {word}
        </Fragment>
      ))}
    </code>
  );
}
