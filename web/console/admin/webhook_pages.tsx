// The pages about webhooks: the list, and one webhook with its deliveries.

import { WebhookPage } from './webhook_page';
import { Webhooks } from './webhooks';

export function WebhookPages({ rest: [id] }: { rest: string[] }) {
  return id ? <WebhookPage key={id} id={id} /> : <Webhooks />;
}
