// Form fields: a label, an input, a hint, and error messages, linked for screen readers.

import { type ClipboardEvent, type ReactNode, type RefObject, useId, useRef } from 'react';

import { PasswordInput } from './password_input';
import { cleaned, firstRefused } from './refused_characters';

interface Shared {
  label: string;
  errors?: string[];
  hint?: ReactNode;
  /** Whether the label says that it is required. */
  required?: boolean;
}

interface TextProps extends Shared {
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  type?: 'text' | 'date' | 'email' | 'password' | 'search' | 'url';
  autoComplete?: string;
  inputMode?: 'numeric';
  maxLength?: number;
  multiline?: boolean;
  placeholder?: string;
  /** The id of a list of suggestions. */
  list?: string;
}

type TextInput = HTMLInputElement | HTMLTextAreaElement;

/** A text input, with one line or several. */
export function TextField({ label, errors, hint, onChange, multiline = false, ...input }: TextProps) {
  const id = useId();
  const element = useRef<TextInput>(null);
  const described = useDescription(id, errors, hint);
  const isPassword = input.type === 'password';
  const props = {
    ...input,
    ...described,
    id,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
    ...(!isPassword && { onPaste: (event: ClipboardEvent) => paste(event, multiline) }),
  };
  const refused = errors?.length && !isPassword ? firstRefused(input.value, multiline) : null;
  return (
    <Field
      id={id}
      label={label}
      errors={errors}
      hint={hint}
      required={input.required}
      detail={
        refused && (
          <p className="error row">
            Character {refused.number} is {refused.name}.
            <button
              type="button"
              className="quiet"
              onClick={() => select(element.current, refused.index)}
            >
              Select it
            </button>
          </p>
        )
      }
    >
      {isPassword ? (
        <PasswordInput {...props} label={label} element={element as RefObject<HTMLInputElement>} />
      ) : multiline ? (
        <textarea rows={3} {...withoutType(props)} ref={element as RefObject<HTMLTextAreaElement>} />
      ) : (
        <input {...props} ref={element as RefObject<HTMLInputElement>} />
      )}
    </Field>
  );
}

/** Pastes a text without the characters that the rules refuse. */
function paste(event: ClipboardEvent, hasLines: boolean) {
  const text = event.clipboardData.getData('text/plain');
  const clean = cleaned(text, hasLines);
  if (clean === text) return;
  // Deprecated, but nothing else inserts a text so that the user can undo it.
  if (!clean || document.execCommand('insertText', false, clean)) event.preventDefault();
}

function select(input: TextInput | null, index: number) {
  input?.focus();
  // An email field has no positions.
  if (input?.type === 'email') input.select();
  else input?.setSelectionRange(index, index + 1);
}

/** A drop-down list. */
export function SelectField(
  props: Shared & {
    value: string;
    onChange: (value: string) => void;
    options: readonly (readonly [value: string, text: string])[];
  },
) {
  const id = useId();
  return (
    <Field {...props} id={id}>
      <select
        id={id}
        value={props.value}
        required={props.required}
        onChange={(event) => props.onChange(event.target.value)}
        {...useDescription(id, props.errors, props.hint)}
      >
        {props.options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** A checkbox. */
export function CheckField(props: {
  label: string;
  value: boolean;
  onChange: (value: boolean) => void;
}) {
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={props.value}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      {props.label}
    </label>
  );
}

interface FieldProps extends Shared {
  id: string;
  /** More about the errors. */
  detail?: ReactNode;
  children: ReactNode;
}

function Field(props: OrUndefined<FieldProps>) {
  const { id, label, errors, hint, required, detail, children } = props;
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {required && <span className="required"> (required)</span>}
      </label>
      {children}
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <div id={`${id}-errors`} aria-live="polite">
        {errors?.map((error) => (
          <p className="error" key={error}>
            {error}
          </p>
        ))}
        {detail}
      </div>
    </div>
  );
}

/** Error messages about a form as a whole. */
export function FormErrors({ errors }: { errors: string[] }) {
  return (
    <div role="alert">
      {errors.map((error) => (
        <p className="notice notice-bad" key={error}>
          {error}
        </p>
      ))}
    </div>
  );
}

type OrUndefined<Props> = { [Key in keyof Props]: Props[Key] | undefined };

function useDescription(id: string, errors: string[] | undefined, hint: ReactNode) {
  const parts = [hint ? `${id}-hint` : '', `${id}-errors`];
  return {
    'aria-invalid': Boolean(errors?.length),
    'aria-describedby': parts.join(' ').trim(),
  };
}

/** Removes `type`, which a text area does not have. */
function withoutType<Props extends { type?: unknown }>({ type: _type, ...rest }: Props) {
  return rest;
}
