// The button that saves activity as CSV. The server has no download of it, so the browser writes the file.

import { Download } from 'lucide-react';
import { useState } from 'react';
import { useClient } from 'urql';

import type { ActivityFilter, ActivityRowFragment } from '../api/operations';
import { requestErrorMessage } from '../api/submit';
import { announce } from '../parts/announce';
import { KINDS } from './activity_kinds';
import { saveCsv } from './csv';
import { EXPORT_MAX, loadForExport } from './load_activity';

const COLUMNS = ['time', 'kind', 'succeeded', 'what_happened', 'by', 'about'];

interface ExportProps {
  filter: ActivityFilter;
  /** Called with what went wrong, and with null when it is tried again. */
  onError: (message: string | null) => void;
}

export function ActivityExport({ filter, onError }: ExportProps) {
  const client = useClient();
  const [isBusy, setBusy] = useState(false);
  const save = async () => {
    if (isBusy) return;
    setBusy(true);
    onError(null);
    const { entries, hasMore, error } = await loadForExport(client, filter);
    setBusy(false);
    if (error) return onError(`The file could not be made. ${requestErrorMessage(error)}`);
    saveCsv('activity.csv', [COLUMNS, ...entries.map(row)]);
    announce(said(entries.length, hasMore));
  };
  return (
    <button className="icon-text" aria-disabled={isBusy} onClick={() => void save()}>
      <Download size={16} aria-hidden />
      {isBusy ? 'Preparing…' : 'Download CSV'}
    </button>
  );
}

function said(count: number, hasMore: boolean): string {
  if (hasMore)
    return `Saved the newest ${count.toLocaleString('en-US')} entries. Choose dates to get older ones.`;
  return count === 1 ? 'Saved 1 entry.' : `Saved ${count.toLocaleString('en-US')} entries.`;
}

function row({ occurredAt, kind, succeeded, sentence, actor, subjects }: ActivityRowFragment): string[] {
  const about = subjects.map(({ email }) => email).join(' ');
  return [occurredAt, KINDS[kind], succeeded ? 'yes' : 'no', sentence, actor?.email ?? '', about];
}

/** What the page says about the download. */
export const EXPORT_HINT = `A download has up to ${EXPORT_MAX.toLocaleString('en-US')} entries.`;
