// Hooks: endpoints that are asked before an account is created or changed.

import { Plug, Plus } from 'lucide-react';
import { useQuery } from 'urql';

import { type HookRowFragment, HooksDocument } from '../api/operations';
import { EmptyState } from '../parts/empty_state';
import { PageHead } from '../parts/page_head';
import { Pending } from '../parts/pending';
import { setParams, useRoute } from '../parts/route';
import { SidePanel } from '../parts/side_panel';
import { formatDateTime } from '../parts/time';
import { Endpoint, Failure } from './endpoint';
import { HookActions } from './hook_actions';
import { HookForm } from './hook_form';
import { HOOK_TYPES, POLICIES, SIGNALS, STATUSES } from './hook_words';
import { useCan } from './permission';
import { ShownSecrets } from './shown_secret';

/** An empty list does not show the type of its items. */
const CONTEXT = { additionalTypenames: HOOK_TYPES };

/** Opens the form for a new hook; null closes it. */
const setForm = (isOpen: '1' | null) => setParams({ new: isOpen });

export function Hooks() {
  const can = useCan();
  const { params } = useRoute();
  const [{ data, error }, refetch] = useQuery({ query: HooksDocument, context: CONTEXT });
  const hooks = data?.hooks;
  return (
    <>
      <PageHead
        title="Hooks"
        detail="Each is asked before an account is created or changed, and can refuse or change it. They are asked in this order."
      >
        {can('HOOKS_WRITE') && (
          <button className="primary icon-text" onClick={() => setForm('1')}>
            <Plus size={16} aria-hidden />
            New hook
          </button>
        )}
      </PageHead>
      <ShownSecrets />
      {!hooks && <Pending error={error} retry={refetch} />}
      {hooks?.length === 0 && (
        <EmptyState icon={Plug} title="There are no hooks.">
          <p>
            A hook lets another system, such as the registrar's, check or complete what people enter.
          </p>
        </EmptyState>
      )}
      {hooks && hooks.length > 0 && (
        <ol className="endpoints">
          {hooks.map((hook) => (
            <Row key={hook.id} hook={hook} />
          ))}
        </ol>
      )}
      {can('HOOKS_WRITE') && params.has('new') && (
        <SidePanel label="New hook" onClose={() => setForm(null)}>
          <HookForm onDone={() => setForm(null)} />
        </SidePanel>
      )}
    </>
  );
}

function Row({ hook }: { hook: HookRowFragment }) {
  const can = useCan();
  const { url, signals, policy, status, failures, openUntil, lastError, lastFailedAt } = hook;
  const [word, color] = STATUSES[status];
  return (
    <Endpoint
      url={url}
      badge={<span className={`badge ${color}`}>{word}</span>}
      menu={can('HOOKS_WRITE') && <HookActions hook={hook} />}
    >
      <p className="soft">
        {signals.map((signal) => SIGNALS[signal]).join(' · ')}. {POLICIES[policy]}.
      </p>
      {lastError && lastFailedAt && <Failure reason={lastError} time={lastFailedAt} />}
      {failures > 0 && <p className="soft">Failures in a row: {failures}.</p>}
      {openUntil && <p className="soft">Asked again at {formatDateTime(openUntil)}.</p>}
    </Endpoint>
  );
}
