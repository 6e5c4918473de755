// A list of text entries that can be added and removed: majors and minors.

import { type FormError, fieldErrors } from '../api/submit';
import { TextField } from './fields';

interface EntriesProps {
  label: string;
  name: string;
  value: string[];
  onChange: (value: string[]) => void;
  errors: FormError[];
  max: number;
}

export function Entries({ label, name, value, onChange, errors, max }: EntriesProps) {
  const replace = (index: number, entry: string) => onChange(value.with(index, entry));
  const remove = (index: number) => onChange(value.toSpliced(index, 1));
  return (
    <fieldset className="entries">
      <legend>{label}s</legend>
      {value.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have no identity, and the fields no state.
        <div className="entry" key={index}>
          <TextField
            label={`${label} ${index + 1}`}
            value={entry}
            onChange={(entry) => replace(index, entry)}
            errors={fieldErrors(errors, name, String(index))}
          />
          <button
            type="button"
            className="quiet"
            aria-label={`Remove ${label.toLowerCase()} ${index + 1}`}
            onClick={() => remove(index)}
          >
            Remove
          </button>
        </div>
      ))}
      {fieldErrors(errors, name).map((error) => (
        <p className="error" key={error}>
          {error}
        </p>
      ))}
      {value.length < max && (
        <button type="button" className="quiet" onClick={() => onChange([...value, ''])}>
          Add a {label.toLowerCase()}
        </button>
      )}
    </fieldset>
  );
}
