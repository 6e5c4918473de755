// A search field that waits until the user stops typing.

import { useEffect, useRef, useState } from 'react';

import { TextField } from './fields';

const DEBOUNCE_MS = 300;

interface SearchProps {
  label: string;
  /** The current search; it can also change from outside, for example with the back button. */
  value: string;
  onSearch: (text: string) => void;
}

export function SearchField({ label, value, onSearch }: SearchProps) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const search = useRef(onSearch);
  useEffect(() => {
    search.current = onSearch;
  });
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);
  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      search.current(text);
    }, DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div className="field-wide">
      <TextField label={label} type="search" value={text} onChange={setText} />
    </div>
  );
}
