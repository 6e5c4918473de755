// A signal in the live log, and its arguments.

import { ChevronDown, ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';

import type { NamedRowFragment } from '../api/operations';
import { formatClockTime } from '../parts/time';
import { useCan } from './permission';
import { breakableEmail } from './person_status';
import { SignalName } from './signal_name';
import { logName } from './signal_names';

export function SignalRow({ signal }: { signal: NamedRowFragment }) {
  const can = useCan();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const isBad = isFailure(signal);
  const about = emailOf(signal) ?? signal.username ?? signal.userId?.slice(-8) ?? '';
  const code = signal.errorType ?? signal.reason;
  const outcome = code && <SignalName name={code} />;
  const Icon = isOpen ? ChevronDown : ChevronRight;
  return (
    <>
      <tr data-cursor={signal.cursor} className={isBad ? 'is-bad' : ''}>
        <td className="number">{formatClockTime(signal.occurredAt)}</td>
        <td>
          <SignalName name={signal.name} />
          <span className="hint"> {logName(signal.sender).replaceAll('_', ' ')}</span>
          {outcome && <div className="if-narrow">{outcome}</div>}
        </td>
        <td>
          {signal.userId && can('USERS_READ') ? (
            <a href={`#/people/${signal.userId}`}>{breakableEmail(about)}</a>
          ) : (
            breakableEmail(about)
          )}
        </td>
        <td className="if-wide" title={signal.errorMessage ?? ''}>
          {outcome}
        </td>
        <td className="more-cell">
          <button
            className="icon-button"
            aria-label={`Arguments of ${logName(signal.name)}`}
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => setOpen(!isOpen)}
          >
            <Icon size={18} aria-hidden />
          </button>
        </td>
      </tr>
      <tr id={id} hidden={!isOpen}>
        <td colSpan={5}>{isOpen && <pre className="arguments">{argumentsOf(signal)}</pre>}</td>
      </tr>
    </>
  );
}

/** The email address that was entered, or the one of the account. */
export function emailOf({ email, user }: NamedRowFragment): string | null {
  return email ?? user?.email ?? null;
}

export function isFailure(signal: NamedRowFragment): boolean {
  return signal.name.endsWith('_FAILED') || signal.success === false;
}

/** What the signal has, without what the row shows and what is empty. */
function argumentsOf(signal: NamedRowFragment): string {
  const { cursor, name, sender, user, __typename, ...rest } = signal as NamedRowFragment & {
    __typename?: string;
  };
  const given = Object.entries(rest).filter(([, value]) => value !== null);
  return JSON.stringify(Object.fromEntries(given), null, 2);
}
