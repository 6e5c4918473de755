// How many mentees a mentor takes.

import { useState } from 'react';

import { PEOPLE_TYPES } from '../api/invalidation';
import { SetCapacityDocument } from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { Confirm } from '../parts/confirm';
import { SelectField } from '../parts/fields';
import { useServerRules } from '../parts/server_rules';

/** A button that changes the number of spots. With 0 spots a mentor pauses, for which there is another button. */
export function Capacity({ capacity }: { capacity: number }) {
  const { maxMentees } = useServerRules();
  const [chosen, setChosen] = useState<string | null>(null);
  const { submit, errors, clearingErrors, isBusy } = useSubmit(SetCapacityDocument, PEOPLE_TYPES);
  const value = chosen ?? String(capacity);
  const change = async () => {
    const announcement = `You now have ${spots(Number(value))}.`;
    const payload = await submit({ input: { capacity: Number(value) } }, announcement);
    if (payload) setChosen(null);
    return Boolean(payload);
  };
  const numbers = Array.from({ length: Math.max(maxMentees, capacity) }, (_, index) => index + 1);
  return (
    <Confirm
      label="Change spots"
      title="How many mentees can you take?"
      action="Save"
      isDangerous={false}
      errors={otherErrors(errors, ['capacity'])}
      isBusy={isBusy}
      act={change}
    >
      <p>Fewer spots than mentees is fine: you'll keep everyone on your roster, and get no new ones.</p>
      <SelectField
        label="Spots"
        value={value}
        onChange={clearingErrors(setChosen)}
        errors={fieldErrors(errors, 'capacity')}
        options={numbers.map((number) => [String(number), spots(number)] as const)}
      />
    </Confirm>
  );
}

function spots(number: number): string {
  return number === 1 ? '1 spot' : `${number} spots`;
}
