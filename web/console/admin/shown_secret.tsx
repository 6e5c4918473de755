// A secret that the server returns once: shown until it is put away, with a button that copies it.

import { Check, Copy } from 'lucide-react';
import { useState } from 'react';

import { announce } from '../parts/announce';

/** A new secret, and the URL of the endpoint whose requests it signs. */
export interface NewSecret {
  secret: string;
  url: string;
}

interface SecretProps {
  shown: NewSecret | null;
  onPutAway: () => void;
}

/** Always rendered, so that screen readers notice when a secret appears. */
export function ShownSecret({ shown, onPutAway }: SecretProps) {
  return (
    <div role="status">{shown && <Secret key={shown.secret} {...shown} onPutAway={onPutAway} />}</div>
  );
}

function Secret({ secret, url, onPutAway }: NewSecret & { onPutAway: () => void }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      setCopied(true);
      announce('The secret is copied.');
    } catch {
      announce("The browser doesn't allow copying. Select the secret instead.");
    }
  };
  const Icon = isCopied ? Check : Copy;
  return (
    <div className="notice shown-secret">
      <p>
        <strong>Copy this secret now. It isn't shown again.</strong>
      </p>
      <p className="hint">It signs the requests to {url}, so that the endpoint can trust them.</p>
      <code>{secret}</code>
      <div className="row">
        <button className="icon-text" onClick={() => void copy()}>
          <Icon size={16} aria-hidden />
          {isCopied ? 'Copied' : 'Copy secret'}
        </button>
        <button className="quiet" onClick={onPutAway}>
          I've stored it
        </button>
      </div>
    </div>
  );
}
