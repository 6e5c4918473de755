// Example operations for members, from registration to account deletion.

export const me = `# Null until you sign in: use
# the Session panel, or the
# SignIn tab. Other clients
# send the header
# Authorization: Bearer <token>
query Me {
  me {
    id
    email
    fullName
    role
    isVerified
    profileComplete
    missingFields
    permanentDeletionDate
  }
}
`;

export const register = `mutation Register {
  register(
    input: {
      email: "jo@ucla.edu"
      password: "correct horse battery"
      role: MENTEE
    }
  ) {
    user { id email role }
    note
    errors { code field message }
  }
}
`;

export const signIn = `mutation SignIn {
  login(
    input: {
      email: "jo@ucla.edu"
      password: "correct horse battery"
    }
  ) {
    token
    user { id email fullName }
    profileComplete
    errors { code field message }
  }
}
`;

export const completeSurvey = `mutation CompleteSurvey {
  completeSurvey(
    input: {
      firstName: "Jo"
      lastName: "Bruin"
      year: 2
      major: ["Computer Science"]
      minor: []
      hobbies: "Climbing, chess"
      clubs: "Chess club"
      goals: "An internship, and friends on the Hill"
      otherBackground: "First summer in Los Angeles"
      international: false
      commuter: true
      firstgen: true
      outofstate: false
      transfer: false
    }
  ) {
    user { fullName profileComplete missingFields }
    errors { code field message }
  }
}
`;

export const suggestions = `# Suggested mentors, with what you have in common.
# Mentors query menteeSuggestions instead,
# and make an offer with offerMentoring.
query Suggestions {
  mentorSuggestions(first: 5) {
    nodes {
      score
      sentence
      mentor { id fullName major spotsLeft }
    }
  }
}
`;

export const requests = `# A mentee asks a mentor, whose id is in
# mentorSuggestions or mentors. The mentor accepts.
mutation RequestMentor {
  requestMentor(
    input: {
      mentorId: "00000000-0000-0000-0000-000000000000"
      note: "I climb, too."
    }
  ) {
    request { id state position expiresAt }
    errors { code field message }
  }
}

query Requests {
  sentRequests(first: 5) {
    nodes { id state position mentor { fullName } }
  }
  receivedRequests(first: 5) {
    nodes { id state note mentee { fullName } }
  }
}

mutation AcceptRequest {
  acceptRequest(
    input: { id: "00000000-0000-0000-0000-000000000000" }
  ) {
    request { state mentee { fullName } }
    errors { code field message }
  }
}

mutation LeaveMentor {
  leaveMentor {
    user { isMatched }
    errors { code field message }
  }
}
`;

export const roster = `# For mentors. Identify the mentee by menteeEmail,
# or by menteeId after a request of the mentee.
mutation AddMentee {
  addMentee(input: { menteeEmail: "jo@ucla.edu" }) {
    roster { capacity spotsLeft mentees { fullName email } }
    errors { code field message }
  }
}

mutation RemoveMentee {
  removeMentee(input: { menteeEmail: "jo@ucla.edu" }) {
    roster { spotsLeft }
    errors { code field message }
  }
}

query Roster {
  me {
    mentor { fullName email }
    roster { capacity spotsLeft mentees { fullName matchedAt } }
  }
}
`;

export const chat = `# Messages between a mentor and their mentee.
# A mentee has one mentor, so need not name them.
mutation SendMessage {
  sendMessage(input: { body: "Hello! Coffee on Friday?" }) {
    message { id sentAt }
    errors { code field message }
  }
}

query Conversation {
  conversation(last: 20) {
    nodes { body sentAt isOwn }
    pageInfo { hasPreviousPage startCursor }
  }
}
`;

export const watchMessages = `# Messages as they arrive. "0" starts with the oldest.
subscription WatchMessages {
  messageReceived(after: "0") {
    cursor
    message { body sentAt senderId }
  }
}
`;

export const watchMyAccount = `# What happens to your account, live.
# Sign in from another window to see it here.
subscription WatchMyAccount {
  accountSignals(after: "0") {
    cursor
    name
    occurredAt
  }
}
`;

export const requestDeletion = `# To confirm, enter your email address.
mutation RequestDeletion {
  requestAccountDeletion(
    input: { confirmation: "jo@ucla.edu" }
  ) {
    permanentDeletionDate
    note
    errors { code field message }
  }
}
`;

export const cancelDeletion = `mutation CancelDeletion {
  cancelAccountDeletion {
    user { id email isDeleted }
    errors { code field message }
  }
}
`;
