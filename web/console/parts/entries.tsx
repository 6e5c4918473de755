// A list that one writes entry by entry: majors and minors.

import { about, type Refusal } from '../api/submit';
import { TextField } from './fields';

interface EntriesProps {
  label: string;
  name: string;
  value: string[];
  onChange: (value: string[]) => void;
  errors: Refusal[];
  max: number;
}

export function Entries({ label, name, value, onChange, errors, max }: EntriesProps) {
  const replace = (index: number, entry: string) => onChange(value.with(index, entry));
  const remove = (index: number) => onChange(value.toSpliced(index, 1));
  return (
    <fieldset className="entries">
      <legend>{label}s</legend>
      {value.map((entry, index) => (
        <div className="entry" key={index}>
          <TextField
            label={`${label} ${index + 1}`}
            value={entry}
            onChange={(entry) => replace(index, entry)}
            errors={about(errors, name, String(index))}
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
      {about(errors, name).map((error) => (
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
