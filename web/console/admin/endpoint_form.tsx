// The frame of the forms that create an endpoint, a hook or a webhook, or change one.

import type { FormEvent, ReactNode } from 'react';

import { type FormError, fieldErrors, otherErrors } from '../api/submit';
import { FormErrors, TextField } from '../parts/fields';

interface FormProps {
  kind: 'hook' | 'webhook';
  isNew: boolean;
  url: string;
  onUrl: (url: string) => void;
  /** What the endpoint has to do. */
  hint: string;
  errors: FormError[];
  isBusy: boolean;
  isDirty: boolean;
  discard: () => void;
  /** Saves what was entered; returns whether it succeeded. */
  save: () => Promise<boolean>;
  onDone: () => void;
  children: ReactNode;
}

export function EndpointForm(props: FormProps) {
  const { kind, isNew, url, onUrl, hint, errors, isBusy, isDirty, discard, save, onDone } = props;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (await save()) onDone();
  };
  return (
    <form className="panel-form" onSubmit={send} noValidate>
      <h2>{isNew ? `New ${kind}` : `Edit ${kind}`}</h2>
      <TextField
        label="URL"
        type="url"
        placeholder="https://"
        value={url}
        onChange={onUrl}
        errors={fieldErrors(errors, 'url')}
        hint={hint}
      />
      {props.children}
      <FormErrors errors={otherErrors(errors, ['url'])} />
      <div className="row">
        <button className="primary" aria-disabled={isBusy}>
          {isNew ? `Create ${kind}` : 'Save changes'}
        </button>
        {isDirty && (
          <button type="button" className="quiet" onClick={discard}>
            Discard changes
          </button>
        )}
      </div>
    </form>
  );
}
