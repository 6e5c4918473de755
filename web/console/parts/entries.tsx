// A list of text entries that can be added and removed, with suggestions: majors and minors.

import { X } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';

import { type FormError, fieldErrors } from '../api/submit';
import { TextField } from './fields';

interface EntriesProps {
  label: string;
  name: string;
  value: string[];
  onChange: (value: string[]) => void;
  errors: FormError[];
  max: number;
  /** Why it is asked. */
  hint?: string | undefined;
  /** Whether the form needs one. */
  required?: boolean;
}

export function Entries(props: EntriesProps) {
  const { label, name, value, onChange, errors, max, hint, required = false } = props;
  const [rows, setRows] = useRows(value);
  const list = useRef<HTMLFieldSetElement>(null);
  const suggestionsId = useId();
  const hintId = useId();
  const change = (rows: string[]) => {
    setRows(rows);
    onChange(filled(rows));
  };
  const add = () => {
    change([...rows, '']);
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLElement>('.entry:last-of-type input')?.focus(),
    );
  };
  const ofList = fieldErrors(errors, name);
  const isMissing = ofList.length > 0 && value.length === 0;
  return (
    <fieldset ref={list} className="entries" aria-describedby={hint && hintId}>
      <legend>
        {label}s{required && <span className="required"> (required)</span>}
      </legend>
      {hint && (
        <p className="hint" id={hintId}>
          {hint}
        </p>
      )}
      {rows.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have no identity, and the fields no state.
        <div className="entry" key={index}>
          <TextField
            label={`${label} ${index + 1}`}
            value={entry}
            onChange={(entry) => change(rows.with(index, entry))}
            errors={isMissing && index === 0 ? ofList : entryErrors(errors, name, rows, index)}
            list={suggestionsId}
            autoComplete="off"
          />
          {(entry || rows.length > 1) && (
            <button
              type="button"
              className="icon-button"
              onClick={() => change(rows.toSpliced(index, 1))}
            >
              <X size={18} aria-hidden />
              <span className="hidden">
                Remove {label.toLowerCase()} {index + 1}
              </span>
            </button>
          )}
        </div>
      ))}
      <Suggestions id={suggestionsId} />
      {!isMissing &&
        ofList.map((error) => (
          <p className="error" key={error}>
            {error}
          </p>
        ))}
      {rows.length < max && (
        <button type="button" className="quiet" onClick={add}>
          Add a {label.toLowerCase()}
        </button>
      )}
    </fieldset>
  );
}

/** The entries as rows. At least one row is shown, and empty rows do not count as entries. */
function useRows(value: string[]): [rows: string[], set: (rows: string[]) => void] {
  const [rows, setRows] = useState(value);
  const isCurrent = JSON.stringify(filled(rows)) === JSON.stringify(value);
  const shown = isCurrent ? rows : value;
  return [shown.length ? shown : [''], setRows];
}

function filled(rows: string[]): string[] {
  return rows.filter((row) => row !== '');
}

/** The messages about a row; errors count the entries without empty rows. */
function entryErrors(errors: FormError[], name: string, rows: string[], index: number): string[] {
  if (!rows[index]) return [];
  return fieldErrors(errors, name, String(filled(rows.slice(0, index)).length));
}

/** The names that the browser suggests while one is typed. Others may be typed as well. */
function Suggestions({ id }: { id: string }) {
  const [names, setNames] = useState<readonly string[]>([]);
  useEffect(() => {
    import('./majors').then(
      ({ MAJORS }) => setNames(MAJORS),
      (error) => console.warn('Majors cannot be suggested.', error),
    );
  }, []);
  return (
    <datalist id={id}>
      {names.map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  );
}
