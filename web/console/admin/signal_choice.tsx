// Form fields that choose signals: all of them or some, by subject, and by who sends them.

import type { SignalName, SignalSender } from '../api/operations';
import { CheckField } from '../parts/fields';
import { logName, SENDERS, SIGNAL_NAMES, SIGNAL_SUBJECTS } from './signal_names';

interface ChoiceProps {
  isAll: boolean;
  names: readonly SignalName[];
  onAll: (isAll: boolean) => void;
  onNames: (names: SignalName[]) => void;
}

export function SignalChoice({ isAll, names, onAll, onNames }: ChoiceProps) {
  return (
    <fieldset>
      <legend>Which signals</legend>
      <div className="choice">
        <label>
          <input type="radio" name="signals" checked={isAll} onChange={() => onAll(true)} />
          All signals
        </label>
        <label>
          <input type="radio" name="signals" checked={!isAll} onChange={() => onAll(false)} />
          Only some{!isAll && ` (${names.length} of ${SIGNAL_NAMES.length})`}
        </label>
      </div>
      {!isAll &&
        SIGNAL_SUBJECTS.map(([subject, ofSubject]) => (
          <Subject
            key={subject}
            subject={subject}
            ofSubject={ofSubject}
            names={names}
            onNames={onNames}
          />
        ))}
    </fieldset>
  );
}

interface SubjectProps extends Pick<ChoiceProps, 'names' | 'onNames'> {
  subject: string;
  ofSubject: readonly SignalName[];
}

/** The signals about a subject, which are shown when someone opens it. */
function Subject({ subject, ofSubject, names, onNames }: SubjectProps) {
  const chosen = ofSubject.filter((name) => names.includes(name));
  /** In the order of the list, so that a choice that is taken back is no change. */
  const set = (changed: readonly SignalName[], isChosen: boolean) =>
    onNames(SIGNAL_NAMES.filter((name) => (changed.includes(name) ? isChosen : names.includes(name))));
  return (
    <details className="choice-subject">
      <summary>
        {subject} <span className="hint">{`${chosen.length} of ${ofSubject.length}`}</span>
      </summary>
      <CheckField
        label={`All about ${subject.toLowerCase()}`}
        value={chosen.length === ofSubject.length}
        onChange={(isChosen) => set(ofSubject, isChosen)}
      />
      <div className="checks-grid">
        {ofSubject.map((name) => (
          <CheckField
            key={name}
            label={logName(name)}
            value={names.includes(name)}
            onChange={(isChosen) => set([name], isChosen)}
          />
        ))}
      </div>
    </details>
  );
}

interface SenderProps {
  value: readonly SignalSender[];
  onChange: (senders: SignalSender[]) => void;
}

export function SenderChoice({ value, onChange }: SenderProps) {
  const all = Object.keys(SENDERS) as SignalSender[];
  return (
    <details className="choice-subject">
      <summary>
        Only of some senders <span className="hint">{value.length ? value.length : 'off'}</span>
      </summary>
      <p className="hint">
        Signals of some names have several senders. Without a choice, all of them count.
      </p>
      {all.map((sender) => (
        <CheckField
          key={sender}
          label={`${SENDERS[sender][0]}: ${SENDERS[sender][1].toLowerCase()}`}
          value={value.includes(sender)}
          onChange={(isChosen) =>
            onChange(all.filter((other) => (other === sender ? isChosen : value.includes(other))))
          }
        />
      ))}
    </details>
  );
}
