// Hooks: endpoints that are asked before an account is created or changed.

import { useState } from 'react';
import { useQuery } from 'urql';

import { type HookRowFragment, HooksDocument } from '../api/operations';
import { Card } from '../parts/card';
import { Pending } from '../parts/pending';
import { formatDateTime } from '../parts/time';
import { HookActions } from './hook_actions';
import { HOOK_TYPES, POLICIES, SIGNALS, STATUSES } from './hook_words';
import { NewHook } from './new_hook';
import { useCan } from './permission';

/** An empty list does not show the type of its items. */
const CONTEXT = { additionalTypenames: HOOK_TYPES };

export function Hooks() {
  const can = useCan();
  const [{ data, error }, refetch] = useQuery({ query: HooksDocument, context: CONTEXT });
  const [secret, setSecret] = useState<string | null>(null);
  const hooks = data?.hooks;
  return (
    <>
      <h1>Hooks</h1>
      <div role="status">{secret && <Secret secret={secret} />}</div>
      <Card title="Endpoints">
        <p className="soft">
          Each hook is asked before an account is created or changed, and may refuse or change it. They
          are asked in this order.
        </p>
        {!hooks && <Pending error={error} retry={refetch} />}
        {hooks?.length === 0 && <p className="empty">There are no hooks.</p>}
        {hooks && hooks.length > 0 && <HookTable hooks={hooks} onSecret={setSecret} />}
      </Card>
      {can('HOOKS_WRITE') && <NewHook onSecret={setSecret} />}
    </>
  );
}

function Secret({ secret }: { secret: string }) {
  return (
    <p className="notice">
      The secret that signs requests, shown only now: <code>{secret}</code>
    </p>
  );
}

interface TableProps {
  hooks: HookRowFragment[];
  onSecret: (secret: string | null) => void;
}

function HookTable({ hooks, onSecret }: TableProps) {
  const can = useCan();
  return (
    <div className="table-frame is-whole">
      <table className="people-list">
        <caption className="hidden">Hooks</caption>
        <thead>
          <tr>
            <th scope="col">Hook</th>
          </tr>
        </thead>
        <tbody>
          {hooks.map((hook) => (
            <tr key={hook.id}>
              <td>
                <div>{hook.url}</div>
                <div>{hook.signals.map((signal) => SIGNALS[signal]).join(', ')}</div>
                <HookState hook={hook} />
                {can('HOOKS_WRITE') && <HookActions hook={hook} onSecret={onSecret} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function HookState({ hook }: { hook: HookRowFragment }) {
  const { status, failures, openUntil, lastError, lastFailedAt } = hook;
  const color = status === 'PAUSED' ? 'badge-bad' : status === 'FAILING' ? 'badge-warn' : '';
  return (
    <>
      <span className={`badge ${color}`}>{STATUSES[status]}</span>
      <div className="soft">
        {POLICIES[hook.policy]}.
        {lastError && lastFailedAt && ` Last failure: ${lastError}, ${formatDateTime(lastFailedAt)}.`}
        {failures > 0 && ` Failures in a row: ${failures}.`}
        {openUntil && ` Asked again at ${formatDateTime(openUntil)}.`}
      </div>
    </>
  );
}
