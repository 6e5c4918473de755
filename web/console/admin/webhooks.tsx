// Webhooks: endpoints that get signals as they happen.

import { Plus, Webhook as WebhookIcon } from 'lucide-react';
import { useQuery } from 'urql';

import { type WebhookRowFragment, WebhooksDocument } from '../api/operations';
import { EmptyState } from '../parts/empty_state';
import { PageHead } from '../parts/page_head';
import { Pending } from '../parts/pending';
import { setParams, useRoute } from '../parts/route';
import { SidePanel } from '../parts/side_panel';
import { Endpoint } from './endpoint';
import { useCan } from './permission';
import { ShownSecrets } from './shown_secret';
import { WebhookActions } from './webhook_actions';
import { WebhookForm } from './webhook_form';
import { WebhookHealth } from './webhook_health';
import { contents, stateOf, WEBHOOK_TYPES } from './webhook_words';

/** An empty list does not show the type of its items. */
export const WEBHOOK_CONTEXT = { additionalTypenames: WEBHOOK_TYPES };

/** Opens the form for a new webhook; null closes it. */
const setForm = (isOpen: '1' | null) => setParams({ new: isOpen });

export function Webhooks() {
  const can = useCan();
  const { params } = useRoute();
  const [{ data, error }, refetch] = useQuery({ query: WebhooksDocument, context: WEBHOOK_CONTEXT });
  const webhooks = data?.webhooks;
  const mayCreate = can('WEBHOOKS_WRITE') && can('SIGNALS_READ');
  return (
    <>
      <PageHead
        title="Webhooks"
        detail="Each gets signals by POST as they happen: in order, signed, and at least once."
      >
        {mayCreate && (
          <button className="primary icon-text" onClick={() => setForm('1')}>
            <Plus size={16} aria-hidden />
            New webhook
          </button>
        )}
      </PageHead>
      <ShownSecrets />
      {!webhooks && <Pending error={error} retry={refetch} />}
      {webhooks?.length === 0 && (
        <EmptyState icon={WebhookIcon} title="There are no webhooks.">
          <p>Connect a mailing list, a chat channel, or a data warehouse to what happens here.</p>
        </EmptyState>
      )}
      {webhooks && webhooks.length > 0 && (
        <ul className="endpoints">
          {webhooks.map((webhook) => (
            <Row key={webhook.id} webhook={webhook} />
          ))}
        </ul>
      )}
      {mayCreate && params.has('new') && (
        <SidePanel label="New webhook" onClose={() => setForm(null)}>
          <WebhookForm onDone={() => setForm(null)} />
        </SidePanel>
      )}
    </>
  );
}

function Row({ webhook }: { webhook: WebhookRowFragment }) {
  const can = useCan();
  const [state, color] = stateOf(webhook);
  return (
    <Endpoint
      url={webhook.url}
      href={`#/webhooks/${webhook.id}`}
      badge={<span className={`badge ${color}`}>{state}</span>}
      menu={can('WEBHOOKS_WRITE') && <WebhookActions webhook={webhook} />}
    >
      <p className="soft">{contents(webhook)}</p>
      <WebhookHealth webhook={webhook} />
    </Endpoint>
  );
}
