// What pages call the filters, states and failures of webhooks.

import type { DeliveryRowFragment, WebhookDeliveryState, WebhookRowFragment } from '../api/operations';
import { SENDERS, SIGNAL_NAMES } from './signal_names';

/** What changes when a webhook does. */
export const WEBHOOK_TYPES = ['Webhook', 'WebhookDelivery'];

/** What a webhook gets, such as "3 of 85 signals, sent by Platform". */
export function contents({ names, senders }: Pick<WebhookRowFragment, 'names' | 'senders'>): string {
  const signals = names.length ? `${names.length} of ${SIGNAL_NAMES.length} signals` : 'All signals';
  if (!senders.length) return signals;
  return `${signals}, sent by ${senders.map((sender) => SENDERS[sender][0]).join(', ')}`;
}

/** The state of a webhook in a word, with the color of its badge. */
export function stateOf({ isEnabled, failingSince }: WebhookRowFragment): [word: string, color: string] {
  if (!isEnabled) return ['Disabled', 'badge-bad'];
  return failingSince ? ['Failing', 'badge-warn'] : ['Working', 'badge-good'];
}

/** The states of deliveries, with the colors of their badges. */
export const DELIVERY_STATES: Record<WebhookDeliveryState, readonly [word: string, color: string]> = {
  RETRYING: ['Retrying', 'badge-warn'],
  DELIVERED: ['Delivered', 'badge-good'],
  DEAD: ['Given up', 'badge-bad'],
};

/** What HTTP statuses mean for whoever runs the endpoint. */
const MEANINGS: Record<number, string> = {
  301: 'It redirects, which is not followed: use the new URL',
  302: 'It redirects, which is not followed: use the new URL',
  400: 'It did not understand the request',
  401: 'It rejected the signature or requires a sign-in',
  403: 'It refused the request',
  404: 'It has no such path',
  410: 'It says that it is gone for good',
  429: 'It gets more requests than it takes',
  500: 'It failed while it handled the request',
  502: 'Its server is down',
  503: 'It is down for a moment',
  504: 'It took too long',
};

/** How the last attempt ended, as a sentence. */
export function outcomeOf({ state, status, failure }: DeliveryRowFragment): string {
  if (failure) return `${failure.charAt(0).toUpperCase()}${failure.slice(1)}.`;
  if (status == null) return '';
  const meaning = MEANINGS[status];
  if (state === 'DELIVERED' || !meaning) return `The endpoint responded with ${status}.`;
  return `The endpoint responded with ${status}. ${meaning}.`;
}
