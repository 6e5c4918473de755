// Pausing and resuming mentoring.

import { useState } from 'react';

import { PEOPLE_TYPES } from '../api/invalidation';
import { type MyMatchesQuery, PauseMentoringDocument, ResumeMentoringDocument } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { Confirm } from '../parts/confirm';
import { FormErrors, TextField } from '../parts/fields';
import { formatDate } from '../parts/time';

type Roster = NonNullable<NonNullable<MyMatchesQuery['me']>['roster']>;

export function Pausing({ roster }: { roster: Roster }) {
  return roster.isPaused ? <Resume until={roster.pausedUntil} /> : <Pause />;
}

function Resume({ until }: { until: string | null }) {
  const { submit, errors, isBusy } = useSubmit(ResumeMentoringDocument, PEOPLE_TYPES);
  return (
    <>
      <FormErrors errors={otherErrors(errors, [])} />
      <div className="row">
        <button aria-disabled={isBusy} onClick={() => void submit({}, 'You resumed mentoring.')}>
          Resume mentoring
        </button>
        <span className="hint">
          {until ? `Your pause ends on ${formatDate(until)}.` : 'Your pause has no end date.'}
        </span>
      </div>
    </>
  );
}

function Pause() {
  const [date, setDate] = useState('');
  const { submit, errors, clearingErrors, isBusy } = useSubmit(PauseMentoringDocument, PEOPLE_TYPES);
  const pause = async () => {
    // The start of the day where the mentor is.
    const until = date ? new Date(`${date}T00:00`).toISOString() : null;
    const announcement = until
      ? `You paused mentoring until ${formatDate(until)}.`
      : 'You paused mentoring.';
    const payload = await submit({ input: { until } }, announcement);
    if (payload) setDate('');
    return Boolean(payload);
  };
  return (
    <div className="row">
      <Confirm
        label="Pause mentoring"
        title="Pause mentoring?"
        action="Pause"
        isDangerous={false}
        errors={otherErrors(errors, ['until'])}
        isBusy={isBusy}
        act={pause}
      >
        <p>You'll keep your mentees, and you won't be suggested to new ones.</p>
        <TextField
          label="Until (optional)"
          type="date"
          value={date}
          onChange={clearingErrors(setDate)}
          errors={fieldErrors(errors, 'until')}
          hint="Without a date, the pause lasts until you resume."
        />
      </Confirm>
    </div>
  );
}
