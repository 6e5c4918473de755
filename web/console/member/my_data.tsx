// Downloads everything that is held about the member, as one file.

import { useState } from 'react';

import { ExportMyDataDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Card } from '../parts/card';
import { FormErrors } from '../parts/fields';

/** The lists that continue in each part of the export. */
const LISTS = ['messages', 'requests', 'concerns', 'emails', 'signals'] as const;

type Part = Partial<Record<(typeof LISTS)[number], unknown[]>> & { account?: unknown };

export function MyData() {
  const { submit, errors } = useSubmit(ExportMyDataDocument);
  const [status, setStatus] = useState('');
  const [isBusy, setBusy] = useState(false);
  const download = async () => {
    if (isBusy) return;
    setBusy(true);
    setStatus('Collecting your data…');
    const whole = await collect(async (after) => {
      const payload = await submit({ input: { after } });
      return payload && { data: payload.data as Part, after: payload.endCursor ?? null };
    });
    setBusy(false);
    setStatus(whole ? 'Your data has been downloaded.' : '');
    if (whole) save(whole);
  };
  return (
    <Card title="Your data">
      <p>
        Download everything we hold about you: your profile, sign-ins, mentoring, messages, concerns,
        emails, and the log of what happened.
      </p>
      <FormErrors errors={otherErrors(errors, [])} />
      <div className="row">
        <button aria-disabled={isBusy} onClick={() => void download()}>
          Download my data
        </button>
        <span role="status">{status}</span>
      </div>
    </Card>
  );
}

/** Joins the parts of the export; null when one of them fails. */
async function collect(
  next: (after: string | null) => Promise<{ data: Part; after: string | null } | null>,
): Promise<Part | null> {
  const whole = {
    account: undefined as unknown,
    messages: [],
    requests: [],
    concerns: [],
    emails: [],
    signals: [],
  } as Required<Part>;
  let after: string | null = null;
  do {
    const part = await next(after);
    if (!part) return null;
    if (part.data.account) whole.account = part.data.account;
    for (const list of LISTS) whole[list].push(...(part.data[list] ?? []));
    after = part.after;
  } while (after);
  return whole;
}

function save(data: Part) {
  const file = new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = 'bruinbridge-my-data.json';
  link.click();
  URL.revokeObjectURL(link.href);
}
