// The secrets that the server returns once: each is shown until it is put away, with a button that copies it.

import { Check, Copy } from 'lucide-react';
import { useState } from 'react';

import { announce } from '../parts/announce';
import { type NewSecret, useSecrets } from './new_secrets';

/** Always rendered, so that screen readers notice when a secret appears. */
export function ShownSecrets() {
  const { secrets, putAway } = useSecrets();
  return (
    <div role="status">
      {secrets.map((secret) => (
        <Secret key={secret.secret} {...secret} onPutAway={() => putAway(secret)} />
      ))}
    </div>
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
          <span className="hidden"> of {url}</span>
        </button>
        <button className="quiet" onClick={onPutAway}>
          I've stored it
          <span className="hidden">: the secret of {url}</span>
        </button>
      </div>
    </div>
  );
}
