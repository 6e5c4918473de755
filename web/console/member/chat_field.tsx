// The field for a new message. What could not be sent stays in it, and can be sent again without doubling.

import { SendHorizontal } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef } from 'react';

import { SendMessageDocument } from '../api/operations';
import { requestErrorMessage, useSubmit } from '../api/submit';
import { useDraft } from '../parts/draft';
import { FormErrors } from '../parts/fields';
import type { Conversation, Message } from './chat_conversation';

/** The most characters of a message, as the server counts them. */
const LONGEST = 4000;
/** How many characters before that the field begins to show how many are left. */
const COUNTED = 500;

/** A keyboard on the screen has no Shift+Enter, so Enter begins a new line there. */
const hasKeyboard = window.matchMedia('(pointer: fine)').matches;

interface FieldProps {
  partnerId: string;
  name: string;
  conversation: Conversation;
  /** Called when the server refused, because the match may have ended. */
  onRefused: () => void;
}

/** A message of which it is not known whether the server got it: there was no response yet, or none at all. */
interface Unconfirmed {
  body: string;
  /** The text in the field that it was. */
  text: string;
  /** The last message before it. */
  after: string;
}

/** What is kept while the field is not shown. */
interface Draft {
  body: string;
  unconfirmed: Unconfirmed | null;
}

const EMPTY: Draft = { body: '', unconfirmed: null };

export function MessageField({ partnerId, name, conversation, onRefused }: FieldProps) {
  const { messages, refresh, add } = conversation;
  const id = useId();
  const draft = useDraft(`message/${partnerId}`, EMPTY);
  const { body } = draft.input;
  const { submit, errors, setErrors, isBusy } = useSubmit(SendMessageDocument, ['Message']);
  const unconfirmed = useRef(draft.input.unconfirmed);
  const text = useRef(body);
  text.current = body;
  const setUnconfirmed = (next: Unconfirmed | null) => {
    unconfirmed.current = next;
    draft.set('unconfirmed', next);
  };
  /** It arrived, so it leaves the field. What was typed meanwhile stays. */
  const confirm = (sent: Unconfirmed) => {
    // Both its response and the conversation show that it arrived; whichever is first.
    if (unconfirmed.current !== sent) return;
    setUnconfirmed(null);
    setErrors([]);
    draft.set('body', without(text.current, sent));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only new messages matter.
  useEffect(() => {
    const sent = unconfirmed.current;
    if (sent && messages?.some((message) => isSame(message, sent))) confirm(sent);
  }, [messages]);

  const isSending = useRef(false);
  const sendOnce = async () => {
    if (isSending.current || !body.trim()) return;
    isSending.current = true;
    await send();
    isSending.current = false;
  };
  const send = async () => {
    let [typed, known] = [body, messages];
    const failed = unconfirmed.current;
    if (failed) {
      const all = await refresh();
      if (!all) {
        // It may have arrived, so it is not sent again before that is known.
        setErrors([{ code: 'BROKEN', field: null, message: requestErrorMessage(undefined) }]);
        return;
      }
      if (all.some((message) => isSame(message, failed))) {
        confirm(failed);
        typed = without(body, failed);
        if (!typed.trim()) return;
      }
      known = all;
    }
    const sent = {
      body: normalized(typed),
      text: typed.trimEnd(),
      after: known?.at(-1)?.id ?? '',
    };
    setUnconfirmed(sent);
    const payload = await submit({ input: { partnerId, body: typed } });
    if (payload?.message) {
      confirm(sent);
      add(payload.message);
    } else if (unconfirmed.current !== sent) {
      // The conversation has it, although there was no response.
      setErrors([]);
    }
  };
  // The server decided on it, so it was not sent.
  const isRefused = errors.length > 0 && errors[0]?.code !== 'BROKEN';
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each refusal.
  useEffect(() => {
    if (!isRefused) return;
    setUnconfirmed(null);
    if (errors[0]?.code === 'NOT_MATCHED') onRefused();
  }, [errors]);
  const onKeyDown = (event: KeyboardEvent) => {
    const isComposing = event.nativeEvent.isComposing;
    if (event.key !== 'Enter' || event.shiftKey || isComposing || !hasKeyboard) return;
    event.preventDefault();
    void sendOnce();
  };
  const left = LONGEST - [...body.trim()].length;
  return (
    <form
      className="chat-form"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void sendOnce();
      }}
      noValidate
    >
      <FormErrors errors={errors.map(({ message }) => message)} />
      <div className="chat-field">
        <label className="hidden" htmlFor={id}>
          Message to {name}
        </label>
        <textarea
          id={id}
          rows={1}
          placeholder={`Write to ${name}…`}
          value={body}
          aria-invalid={left < 0}
          aria-describedby={`${id}-hint`}
          onChange={(event) => {
            if (isRefused) setErrors([]);
            draft.set('body', event.target.value);
          }}
          onKeyDown={onKeyDown}
        />
        <button className="primary chat-send" aria-disabled={isBusy || !body.trim()} aria-label="Send">
          <SendHorizontal size={20} aria-hidden />
        </button>
      </div>
      <p className="hint chat-hint" id={`${id}-hint`}>
        {hasKeyboard && <span>Enter to send, Shift+Enter for a new line</span>}
        <span aria-live="polite" className={left < 0 ? 'error' : undefined}>
          {left < COUNTED && counted(left)}
        </span>
      </p>
    </form>
  );
}

function counted(left: number): string {
  const characters = Math.abs(left) === 1 ? '1 character' : `${Math.abs(left)} characters`;
  return left < 0 ? `${characters} too long` : `${characters} left`;
}

function isSame(message: Message, { body, after }: Unconfirmed): boolean {
  return message.isOwn && message.id > after && normalized(message.body) === body;
}

/** What a text has after the message that it starts with. */
function without(typed: string, { text }: Unconfirmed): string {
  return typed.startsWith(text) ? typed.slice(text.length).trimStart() : typed;
}

/** As the server stores a text. */
function normalized(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim().normalize('NFC');
}
