// Which emails the member wants.

import { useState } from 'react';
import { useQuery } from 'urql';

import { EmailPreferencesDocument, UpdateEmailPreferencesDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Card } from '../parts/card';
import { CheckField, FormErrors } from '../parts/fields';
import { Pending } from '../parts/pending';

export function EmailPreferences() {
  const [{ data, error }, refetch] = useQuery({ query: EmailPreferencesDocument });
  const { submit, errors, isBusy } = useSubmit(UpdateEmailPreferencesDocument);
  const [saved, setSaved] = useState('');
  // What was chosen, while it is being saved.
  const [chosen, setChosen] = useState<boolean | null>(null);
  const wanted = data?.me?.emailPreferences.matches;
  const save = async (matches: boolean) => {
    if (isBusy) return;
    setSaved('');
    setChosen(matches);
    const payload = await submit({ input: { matches } });
    setChosen(null);
    if (!payload) return;
    setSaved(matches ? "You'll get emails about matches." : "You won't get emails about matches.");
  };
  return (
    <Card title="Email notifications">
      {wanted === undefined ? (
        <Pending error={error} retry={refetch} />
      ) : (
        <CheckField
          label="Email me when a match begins or ends"
          value={chosen ?? wanted}
          onChange={(matches) => void save(matches)}
        />
      )}
      <p className="soft">Emails about your account and its security are always sent.</p>
      <FormErrors errors={otherErrors(errors, [])} />
      <p role="status">{saved}</p>
    </Card>
  );
}
