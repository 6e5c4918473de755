// A webhook: what it gets, whether it works, and the deliveries that failed.

import { useQuery } from 'urql';

import { type WebhookRowFragment, WebhooksDocument } from '../api/operations';
import { Card } from '../parts/card';
import { PageHead } from '../parts/page_head';
import { Pending } from '../parts/pending';
import { RelativeTime } from '../parts/relative_time';
import { navigate } from '../parts/route';
import { useCan } from './permission';
import { ShownSecrets } from './shown_secret';
import { logName, SENDERS } from './signal_names';
import { WebhookActions } from './webhook_actions';
import { WebhookDeliveries } from './webhook_deliveries';
import { WebhookHealth } from './webhook_health';
import { stateOf } from './webhook_words';
import { WEBHOOK_CONTEXT } from './webhooks';

const BACK = { href: '#/webhooks', title: 'Webhooks' };

export function WebhookPage({ id }: { id: string }) {
  const [{ data, error }, refetch] = useQuery({ query: WebhooksDocument, context: WEBHOOK_CONTEXT });
  const webhook = data?.webhooks.find((webhook) => webhook.id === id);
  return (
    <>
      {webhook ? (
        <Head webhook={webhook} />
      ) : (
        <PageHead title={data ? 'This webhook was deleted' : 'Webhook'} back={BACK} />
      )}
      {/* A new secret stays in view when the webhook cannot be fetched again. */}
      <ShownSecrets />
      {!data && <Pending error={error} retry={refetch} />}
      {webhook && <Content webhook={webhook} />}
    </>
  );
}

function Head({ webhook }: { webhook: WebhookRowFragment }) {
  const can = useCan();
  const [state, color] = stateOf(webhook);
  return (
    <PageHead
      title={webhook.url}
      back={BACK}
      detail={
        <span className="badges">
          <span className={`badge ${color}`}>{state}</span>
        </span>
      }
    >
      {can('WEBHOOKS_WRITE') && (
        <WebhookActions webhook={webhook} onDeleted={() => navigate('webhooks')} />
      )}
    </PageHead>
  );
}

function Content({ webhook }: { webhook: WebhookRowFragment }) {
  return (
    <>
      <WebhookHealth webhook={webhook} />
      <Card title="What it gets">
        <Facts webhook={webhook} />
      </Card>
      <WebhookDeliveries webhook={webhook} />
    </>
  );
}

function Facts({ webhook: { names, senders, cursor, createdAt } }: { webhook: WebhookRowFragment }) {
  return (
    <dl className="facts">
      <div className="fact">
        <dt>Signals</dt>
        <dd>
          {names.length === 0
            ? 'All'
            : names.map((name) => (
                <code className="code-item" key={name}>
                  {logName(name)}
                </code>
              ))}
        </dd>
      </div>
      {senders.length > 0 && (
        <div className="fact">
          <dt>Senders</dt>
          <dd>{senders.map((sender) => SENDERS[sender][0]).join(', ')}</dd>
        </div>
      )}
      <div className="fact">
        <dt>Has got</dt>
        <dd>
          everything up to cursor <code>{cursor}</code>
        </dd>
      </div>
      <div className="fact">
        <dt>Created</dt>
        <dd>
          <RelativeTime time={createdAt} />
        </dd>
      </div>
    </dl>
  );
}
