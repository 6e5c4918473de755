// Examples for administrators about matching: the board, and plans that match many people at once.

import type { Subject } from './examples';

const SOME_ID = '00000000-0000-0000-0000-000000000000';

export const matching: readonly Subject[] = [
  {
    title: 'Matches',
    examples: [
      {
        title: 'Matches',
        description: 'Unmatched mentees, full rosters, and matches.',
        query: `query Matches {
  matches {
    unmatched(first: 10) { nodes { id fullName email } }
    full(first: 10) { nodes { fullName } }
    matched(first: 10) {
      nodes { mentee { email } mentor { email } matchedAt }
    }
  }
  stats { matchedMentees matchRate }
}
`,
      },
      {
        title: 'Assign a mentee',
        description: 'Put a mentee on the roster of a mentor.',
        query: `mutation AssignMentee($input: AssignMenteeInput!) {
  assignMentee(input: $input) {
    roster { spotsLeft mentees { fullName email } }
    warnings { code message }
    errors { code field message }
  }
}
`,
        variables: { input: { mentorId: SOME_ID, menteeEmail: 'jo@ucla.edu' } },
      },
      {
        title: 'End a match',
        description: 'Take a mentee off the roster of their mentor.',
        query: `mutation EndMatch($input: EndMatchInput!) {
  endMatch(input: $input) {
    user { email isMatched }
    errors { code field message }
  }
}
`,
        variables: { input: { menteeId: SOME_ID, reason: 'NO_RESPONSE' } },
      },
      {
        title: 'Requests of everyone',
        description: 'Mentorship requests and offers, by state.',
        query: `query MentorshipRequests($filter: MentorshipRequestFilter) {
  mentorshipRequests(filter: $filter, first: 20) {
    nodes { id kind state createdAt mentor { fullName } mentee { fullName } }
    pageInfo { hasNextPage endCursor }
  }
}
`,
        variables: { filter: { state: 'OPEN' } },
      },
    ],
  },
  {
    title: 'Matching plans',
    examples: [
      {
        title: 'Propose a plan',
        description: 'Compute the best matches for everyone who is waiting.',
        query: `mutation ProposeMatching($input: ProposeMatchingInput!) {
  proposeMatching(input: $input) {
    plan { id state total mentors }
    errors { code field message }
  }
}
`,
        variables: { input: { objective: 'MOST_MATCHED' } },
      },
      {
        title: 'Plans',
        description: 'The newest plans, and how good they are.',
        query: `query MatchingPlans {
  matchingPlans(last: 10) {
    nodes {
      id
      state
      objective
      matched
      total
      score
      isOptimal
      createdAt
    }
  }
}
`,
      },
      {
        title: 'Plan',
        description: 'The pairs of a plan, and who has no mentor.',
        query: `# Take the ID from "Plans".
query MatchingPlan($id: ID!) {
  matchingPlan(id: $id) {
    state
    score
    provenMaximum
    pairs(first: 20) {
      nodes { mentee { fullName } mentor { fullName } score sentence isPinned }
    }
    unmatched(first: 20) {
      nodes { mentee { fullName } reason advice }
    }
  }
}
`,
        variables: { id: SOME_ID },
      },
      {
        title: 'Revise a plan',
        description: 'Pin or forbid pairs, and compute the rest again.',
        query: `mutation ReviseMatching($input: ReviseMatchingInput!) {
  reviseMatching(input: $input) {
    plan { id state }
    errors { code field message }
  }
}
`,
        variables: {
          input: { id: SOME_ID, pin: [{ menteeId: SOME_ID, mentorId: SOME_ID }], forbid: [] },
        },
      },
      {
        title: 'Publish a plan',
        description: 'Make the matches, and email everyone.',
        query: `mutation PublishMatching($input: PublishMatchingInput!) {
  publishMatching(input: $input) {
    matched
    refused
    remaining
    errors { code field message }
  }
}
`,
        variables: { input: { id: SOME_ID } },
      },
      {
        title: 'Discard a plan',
        description: 'Drop a plan without any matches.',
        query: `mutation DiscardMatching($input: DiscardMatchingInput!) {
  discardMatching(input: $input) {
    plan { id state }
    errors { code field message }
  }
}
`,
        variables: { input: { id: SOME_ID } },
      },
      {
        title: 'Watch a plan',
        description: 'The progress of a computation, live.',
        query: `subscription MatchingProgress($id: ID!) {
  matchingProgress(id: $id) {
    state
    progress
    matched
    score
  }
}
`,
        variables: { id: SOME_ID },
      },
    ],
  },
];
