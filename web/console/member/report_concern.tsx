// A button with which a member reports a concern to the administrators, about a person or about the program.

import { useState } from 'react';

import { RaiseConcernDocument } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { Confirm } from '../parts/confirm';
import { TextField } from '../parts/fields';
import { displayName } from '../parts/person';

interface ConcernProps {
  about?: { id: string; fullName: string; email?: string | null };
}

export function ReportConcern({ about }: ConcernProps) {
  const [text, setText] = useState('');
  const [isReported, setReported] = useState(false);
  const { submit, errors, clearingErrors, isBusy } = useSubmit(RaiseConcernDocument);
  const name = about && displayName(about);
  const report = async () => {
    const payload = await submit({ input: { about: about?.id ?? null, text } });
    if (!payload) return false;
    setText('');
    setReported(true);
    return true;
  };
  return (
    <>
      <Confirm
        label="Report a concern"
        {...(name && { describes: `about ${name}` })}
        title={name ? `Report a concern about ${name}` : 'Report a concern'}
        action="Report"
        isDangerous={false}
        errors={otherErrors(errors, ['text'])}
        isBusy={isBusy}
        act={report}
      >
        <p>
          Only the program's administrators will read it.
          {name && ` ${name} won't learn about it.`}
        </p>
        <TextField
          label="What happened?"
          multiline
          maxLength={2000}
          value={text}
          onChange={clearingErrors(setText)}
          errors={fieldErrors(errors, 'text')}
        />
      </Confirm>
      <span role="status">{isReported && 'Thank you. The administrators have your report.'}</span>
    </>
  );
}
