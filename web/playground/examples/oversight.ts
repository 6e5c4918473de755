// Examples for administrators about what happened: activity, signals, statistics, concerns, emails, and webhooks.

import type { Subject } from './examples';

const SOME_ID = '00000000-0000-0000-0000-000000000000';

export const oversight: readonly Subject[] = [
  {
    title: 'Activity and signals',
    examples: [
      {
        title: 'Activity',
        description: 'Who did what to whom, newest first.',
        query: `query Activity($filter: ActivityFilter) {
  activity(filter: $filter, first: 20) {
    nodes { occurredAt kind sentence succeeded }
    pageInfo { hasNextPage endCursor }
  }
}
`,
        variables: { filter: {} },
      },
      {
        title: 'Signals',
        description: 'The newest signals in the log.',
        query: `query Signals($filter: SignalFilter) {
  signals(filter: $filter, last: 20) {
    edges {
      cursor
      node { name sender occurredAt workflowId userId errorType }
    }
    pageInfo { hasPreviousPage startCursor }
  }
}
`,
        variables: { filter: {} },
      },
      {
        title: 'Watch signals',
        description: 'The log as it grows.',
        query: `# "0" replays everything in the log, then continues
# live. Leave out "after" to get only new signals.
subscription WatchSignals($after: String) {
  signals(after: $after) {
    cursor
    name
    sender
    occurredAt
    workflowId
    userId
  }
}
`,
        variables: { after: '0' },
      },
      {
        title: 'Watch failed sign-ins',
        description: 'Only signals with some names, from now on.',
        query: `subscription WatchFailures($filter: SignalFilter) {
  signals(filter: $filter) {
    cursor
    name
    username
    email
    reason
    clientAddress
  }
}
`,
        variables: {
          filter: { names: ['USER_AUTHENTICATION_FAILED', 'ADMIN_AUTHENTICATION_FAILED'] },
        },
      },
    ],
  },
  {
    title: 'Statistics',
    examples: [
      {
        title: 'Statistics',
        description: 'Accounts, matches, and each day of the last weeks.',
        query: `query Stats {
  stats {
    roles { role accounts unverified inactive pendingDeletion }
    matchRate
    days { date registrations signIns failedSignIns matches }
  }
}
`,
      },
      {
        title: 'Program report',
        description: 'Seats by major, time to match, and why matches end.',
        query: `# Groups of fewer than five people are hidden.
query Report {
  programReport {
    seatsByMajor {
      groups { name counts { waiting matched freeSeats } }
      other { waiting matched freeSeats }
    }
    timeToMatch { mentees medianDays percentile90Days }
    endings { total byReason { reason matches } otherReasons }
  }
}
`,
      },
    ],
  },
  {
    title: 'Concerns and emails',
    examples: [
      {
        title: 'Concerns',
        description: 'Problems that members reported.',
        query: `query Concerns($filter: ConcernFilter) {
  concerns(filter: $filter, first: 20) {
    nodes { id state text createdAt raisedBy { email } about { email } }
  }
}
`,
        variables: { filter: { state: 'OPEN' } },
      },
      {
        title: 'Resolve a concern',
        description: 'Close a concern with a note for the staff.',
        query: `mutation ResolveConcern($input: ResolveConcernInput!) {
  resolveConcern(input: $input) {
    concern { id state resolvedAt }
    errors { code field message }
  }
}
`,
        variables: { input: { id: SOME_ID, note: 'Matched with another mentor.' } },
      },
      {
        title: 'Emails',
        description: 'Emails that could not be sent, and why.',
        query: `query Emails($filter: EmailFilter) {
  emails(filter: $filter, first: 20) {
    nodes { id to kind state attempts lastError nextTryAt }
  }
}
`,
        variables: { filter: { state: 'DEAD' } },
      },
    ],
  },
  {
    title: 'Webhooks and hooks',
    examples: [
      {
        title: 'Webhooks',
        description: 'Endpoints that signals are posted to.',
        query: `query Webhooks {
  webhooks { id url names isEnabled cursor failingSince }
}
`,
      },
      {
        title: 'Create a webhook',
        description: 'Post some signals to an endpoint. Shows its secret once.',
        query: `# The secret is shown only once.
mutation CreateWebhook($input: CreateWebhookInput!) {
  createWebhook(input: $input) {
    webhook { id url names }
    secret
    errors { code field message }
  }
}
`,
        variables: {
          input: {
            url: 'http://localhost:9000/signals',
            filter: { names: ['USER_REGISTERED', 'USER_DELETED'] },
          },
        },
      },
      {
        title: 'Webhook deliveries',
        description: 'What an endpoint accepted, and what failed.',
        query: `query Deliveries($webhookId: ID!) {
  webhookDeliveries(webhookId: $webhookId, first: 20) {
    nodes { name state attempts status failure lastTriedAt }
  }
}
`,
        variables: { webhookId: SOME_ID },
      },
      {
        title: 'Hooks',
        description: 'Endpoints that are asked before an account is created or changed.',
        query: `query Hooks {
  hooks { id url signals policy isEnabled status failures lastError }
}
`,
      },
    ],
  },
];
