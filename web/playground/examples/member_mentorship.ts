// Examples for mentors and mentees: suggestions, requests, rosters, and messages.

import type { Subject } from './examples';

const SOME_ID = '00000000-0000-0000-0000-000000000000';

export const mentorship: readonly Subject[] = [
  {
    title: 'Finding each other',
    examples: [
      {
        title: 'Suggested mentors',
        description: 'For mentees: mentors who fit, and what you have in common.',
        query: `# Mentors query menteeSuggestions instead.
query Suggestions {
  mentorSuggestions(first: 5) {
    nodes {
      score
      sentence
      mentor { id fullName major spotsLeft }
    }
  }
}
`,
      },
      {
        title: 'Suggested mentees',
        description: 'For mentors: mentees who fit, and why.',
        query: `query MenteeSuggestions {
  menteeSuggestions(first: 5) {
    nodes {
      score
      sentence
      factors { factor points }
      mentee { id firstName major }
    }
  }
}
`,
      },
      {
        title: 'Mentors',
        description: 'Search the mentors who have free seats.',
        query: `query Mentors($filter: MentorFilter) {
  mentors(filter: $filter, first: 20) {
    nodes { id fullName year major spotsLeft }
    pageInfo { hasNextPage endCursor }
  }
}
`,
        variables: { filter: { search: 'bear', hasSpots: true } },
      },
      {
        title: 'Block a mentor',
        description: 'Never be matched with this mentor.',
        query: `mutation BlockMentor($input: BlacklistMentorInput!) {
  blacklistMentor(input: $input) {
    user { blockedMentors { id email blockedAt } }
    errors { code field message }
  }
}
`,
        variables: { input: { mentorId: SOME_ID } },
      },
    ],
  },
  {
    title: 'Requests',
    examples: [
      {
        title: 'Request a mentor',
        description: 'For mentees: ask a mentor for a seat on their roster.',
        query: `# Take the ID from "Suggested mentors" or "Mentors".
mutation RequestMentor($input: RequestMentorInput!) {
  requestMentor(input: $input) {
    request { id state position expiresAt }
    errors { code field message }
  }
}
`,
        variables: { input: { mentorId: SOME_ID, note: 'I climb, too.' } },
      },
      {
        title: 'Offer mentoring',
        description: 'For mentors: offer a seat to a suggested mentee.',
        query: `mutation OfferMentoring($input: OfferMentoringInput!) {
  offerMentoring(input: $input) {
    request { id state expiresAt }
    errors { code field message }
  }
}
`,
        variables: { input: { menteeId: SOME_ID, note: 'Coffee on the Hill?' } },
      },
      {
        title: 'My requests',
        description: 'Requests and offers that you sent and received.',
        query: `query Requests {
  sentRequests(first: 5) {
    nodes { id kind state position mentor { fullName } }
  }
  receivedRequests(first: 5) {
    nodes { id kind state note mentee { fullName } }
  }
}
`,
      },
      {
        title: 'Accept a request',
        description: 'Become mentor and mentee.',
        query: `mutation AcceptRequest($input: AcceptRequestInput!) {
  acceptRequest(input: $input) {
    request { state mentee { fullName } }
    errors { code field message }
  }
}
`,
        variables: { input: { id: SOME_ID } },
      },
      {
        title: 'Decline a request',
        description: 'Decline, with a reason that the sender sees.',
        query: `mutation DeclineRequest($input: DeclineRequestInput!) {
  declineRequest(input: $input) {
    request { state declineReason }
    errors { code field message }
  }
}
`,
        variables: { input: { id: SOME_ID, reason: 'NO_TIME' } },
      },
      {
        title: 'Withdraw a request',
        description: 'Take back a request that is still open.',
        query: `mutation WithdrawRequest($input: WithdrawRequestInput!) {
  withdrawRequest(input: $input) {
    request { state }
    errors { code field message }
  }
}
`,
        variables: { input: { id: SOME_ID } },
      },
    ],
  },
  {
    title: 'Roster',
    examples: [
      {
        title: 'My roster',
        description: 'Your mentor, or the mentees on your roster.',
        query: `query Roster {
  me {
    mentor { fullName email }
    roster { capacity spotsLeft isPaused mentees { fullName matchedAt } }
  }
}
`,
      },
      {
        title: 'Add a mentee',
        description: 'For mentors: add a mentee by email.',
        query: `# Or by menteeId, after a request of the mentee.
mutation AddMentee($input: AddMenteeInput!) {
  addMentee(input: $input) {
    roster { capacity spotsLeft mentees { fullName email } }
    errors { code field message }
  }
}
`,
        variables: { input: { menteeEmail: 'jo@ucla.edu' } },
      },
      {
        title: 'Remove a mentee',
        description: 'For mentors: end a match.',
        query: `mutation RemoveMentee($input: RemoveMenteeInput!) {
  removeMentee(input: $input) {
    roster { spotsLeft }
    errors { code field message }
  }
}
`,
        variables: { input: { menteeEmail: 'jo@ucla.edu', reason: 'GOALS_REACHED' } },
      },
      {
        title: 'Leave the mentor',
        description: 'For mentees: end the match.',
        query: `mutation LeaveMentor($input: LeaveMentorInput) {
  leaveMentor(input: $input) {
    user { isMatched }
    errors { code field message }
  }
}
`,
        variables: { input: { reason: 'GOALS_REACHED' } },
      },
      {
        title: 'Pause mentoring',
        description: 'For mentors: take no new mentees for a while.',
        query: `mutation PauseMentoring($input: PauseMentoringInput!) {
  pauseMentoring(input: $input) {
    roster { isPaused pausedUntil }
    errors { code field message }
  }
}
`,
        variables: { input: { until: null } },
      },
    ],
  },
  {
    title: 'Messages',
    examples: [
      {
        title: 'Send a message',
        description: 'Write to your mentor, or to a mentee on your roster.',
        query: `# A mentee has one mentor, so need not name them.
# A mentor adds the mentee's ID as partnerId.
mutation SendMessage($input: SendMessageInput!) {
  sendMessage(input: $input) {
    message { id sentAt }
    errors { code field message }
  }
}
`,
        variables: { input: { body: 'Hello! Coffee on Friday?' } },
      },
      {
        title: 'Conversation',
        description: 'The newest messages with your mentor or mentee.',
        query: `query Conversation($partnerId: ID) {
  conversation(partnerId: $partnerId, last: 20) {
    nodes { body sentAt isOwn }
    pageInfo { hasPreviousPage startCursor }
  }
}
`,
        variables: { partnerId: null },
      },
      {
        title: 'Watch messages',
        description: 'Messages as they arrive.',
        query: `# "0" starts with the oldest.
subscription WatchMessages($after: String) {
  messageReceived(after: $after) {
    cursor
    message { body sentAt senderId }
  }
}
`,
        variables: { after: '0' },
      },
    ],
  },
  {
    title: 'Concerns',
    examples: [
      {
        title: 'Raise a concern',
        description: 'Report a problem to the staff of the program.',
        query: `mutation RaiseConcern($input: RaiseConcernInput!) {
  raiseConcern(input: $input) {
    id
    errors { code field message }
  }
}
`,
        variables: { input: { text: 'My mentor has not replied for three weeks.' } },
      },
    ],
  },
];
