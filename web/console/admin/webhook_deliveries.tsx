// The deliveries of a webhook that failed at least once, newest first.

import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from 'urql';

import {
  type DeliveryRowFragment,
  WebhookDeliveriesDocument,
  type WebhookRowFragment,
} from '../api/operations';
import { Card } from '../parts/card';
import { EmptyState } from '../parts/empty_state';
import { Pending } from '../parts/pending';
import { RelativeTime } from '../parts/relative_time';
import { setParams, useRoute } from '../parts/route';
import { ActionsHead } from './actions_head';
import { useCan } from './permission';
import { SignalName } from './signal_name';
import { WebhookReplay } from './webhook_replay';
import { DELIVERY_STATES, outcomeOf } from './webhook_words';
import { WEBHOOK_CONTEXT } from './webhooks';

const SIZE = 20;

export function WebhookDeliveries({ webhook }: { webhook: WebhookRowFragment }) {
  const after = useRoute().params.get('after');
  const [{ data, error, fetching }, refetch] = useQuery({
    query: WebhookDeliveriesDocument,
    variables: { webhookId: webhook.id, first: SIZE, after },
    context: WEBHOOK_CONTEXT,
  });
  const deliveries = data?.webhookDeliveries;
  const next = deliveries?.pageInfo.hasNextPage ? deliveries.pageInfo.endCursor : null;
  return (
    <Card
      title="Failed deliveries"
      aside={
        <button aria-disabled={fetching} onClick={() => refetch({ requestPolicy: 'network-only' })}>
          Reload
        </button>
      }
    >
      {!deliveries && <Pending error={error} retry={refetch} />}
      {deliveries?.nodes.length === 0 && (
        <EmptyState icon={CircleCheck} title="No delivery has failed">
          <p>Deliveries that succeed at the first attempt aren't listed.</p>
        </EmptyState>
      )}
      {deliveries && deliveries.nodes.length > 0 && (
        <DeliveryTable webhook={webhook} deliveries={deliveries.nodes} />
      )}
      {(after || next) && (
        <nav className="pager" aria-label="Pages of deliveries">
          <button aria-disabled={!after} onClick={() => after && setParams({ after: null })}>
            Newest
          </button>
          <button aria-disabled={!next} onClick={() => next && setParams({ after: next })}>
            Older →
          </button>
        </nav>
      )}
    </Card>
  );
}

interface TableProps {
  webhook: WebhookRowFragment;
  deliveries: DeliveryRowFragment[];
}

function DeliveryTable({ webhook, deliveries }: TableProps) {
  const can = useCan();
  const [replayed, setReplayed] = useState<DeliveryRowFragment | null>(null);
  const mayReplay = can('WEBHOOKS_WRITE') && can('SIGNALS_READ');
  return (
    <div className="table-frame is-whole">
      <table className="record-table">
        <caption className="hidden">Failed deliveries, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Signal</th>
            <th scope="col">State</th>
            <th scope="col" className="if-wide">
              Last attempt
            </th>
            {mayReplay && <ActionsHead />}
          </tr>
        </thead>
        <tbody>
          {deliveries.map((delivery) => (
            <tr key={delivery.id}>
              <td>
                <SignalName name={delivery.name} />
                <div className="hint">
                  first tried <RelativeTime time={delivery.firstTriedAt} />
                </div>
              </td>
              <td>
                <DeliveryState delivery={delivery} />
              </td>
              <td className="if-wide number soft">
                <RelativeTime time={delivery.lastTriedAt} />
              </td>
              {mayReplay && (
                <td className="actions-cell">
                  <button onClick={() => setReplayed(delivery)}>
                    Replay
                    <span className="hidden"> from {delivery.name.toLowerCase()}</span>
                  </button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {replayed && (
        <WebhookReplay
          key={replayed.id}
          webhook={webhook}
          delivery={replayed}
          isOpen
          onClose={() => setReplayed(null)}
        />
      )}
    </div>
  );
}

function DeliveryState({ delivery }: { delivery: DeliveryRowFragment }) {
  const [state, color] = DELIVERY_STATES[delivery.state];
  const { attempts } = delivery;
  return (
    <>
      <span className={`badge ${color}`}>{state}</span>
      <div>{outcomeOf(delivery)}</div>
      <div className="hint">{attempts === 1 ? '1 attempt' : `${attempts} attempts`}</div>
    </>
  );
}
