// The name of a signal, or another of its codes, which may wrap after its underscores.

import { Fragment } from 'react';

export function SignalName({ name }: { name: string }) {
  const words = name.toLowerCase().split('_');
  return (
    <code>
      {words.map((word, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a name never changes, so the index is a stable key.
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
