// The tabs that greet a newcomer: one member's life, from registering to leaving, then administration. A tab with
// several operations runs the one that is chosen at the button.

const me = `# Null until you sign in: in the
# panel on the left, or with the
# tab LogIn. Other clients send
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

const register = `mutation Register {
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

const logIn = `mutation LogIn {
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

const completeSurvey = `mutation CompleteSurvey {
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

const partners = `# Who might fit, with what the two have in common.
# A mentor asks for menteeSuggestions instead,
# and takes somebody with addMentee.
query Partners {
  mentorSuggestions(first: 5) {
    nodes {
      score
      sentence
      mentor { id fullName major spotsLeft }
    }
  }
}
`;

const roster = `# For mentors: the id comes from menteeSuggestions.
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

const chat = `# Between a mentor and a mentee who are matched;
# a mentee need not name the partner.
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

const watchMessages = `# Messages as they arrive; "0" begins with the oldest.
subscription WatchMessages {
  messageReceived(after: "0") {
    cursor
    message { body sentAt senderId }
  }
}
`;

const requestDeletion = `# The confirmation is your own e-mail address.
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

const cancelDeletion = `mutation CancelDeletion {
  cancelAccountDeletion {
    user { id email isDeleted }
    errors { code field message }
  }
}
`;

const people = `# Administrators only, from here on.
query People {
  users(
    filter: { search: "jo", isDeleted: false }
    first: 20
  ) {
    nodes { id fullName email role isVerified isMatched }
    pageInfo { hasNextPage endCursor }
  }
}

# The id comes from above.
mutation UpdateUser {
  updateUser(input: { id: "", isActive: false }) {
    user { email isActive }
    errors { code field message }
  }
}
`;

const matches = `# Who waits, who is full, who has found each other.
query Matches {
  matches {
    unmatched(first: 10) { nodes { id fullName email } }
    full(first: 10) { nodes { fullName } }
    matched(first: 10) {
      nodes { mentee { email } mentor { email } matchedAt }
    }
  }
  stats { matchedMentees matchRate }
}
`;

const admins = `query Admins {
  currentAdmin { username role { name permissions } }
  admins(first: 20) {
    nodes { id username isActive role { name } }
  }
  adminRoles { name permissions isBuiltIn }
}

mutation RegisterAdmin {
  registerAdmin(
    input: {
      username: "vic"
      email: "vic@ucla.edu"
      password: "correct horse battery"
      roleName: "AUDITOR"
    }
  ) {
    adminUser { id username role { name } }
    errors { code field message }
  }
}
`;

const webhooks = `query Webhooks {
  webhooks { id url names isEnabled cursor failingSince }
}

# The secret is shown this once.
mutation CreateWebhook {
  createWebhook(
    input: {
      url: "http://localhost:9000/signals"
      filter: { names: [USER_REGISTERED, USER_DELETED] }
    }
  ) {
    webhook { id url names }
    secret
    errors { code field message }
  }
}
`;

const statistics = `query Stats {
  stats {
    roles { role accounts unverified inactive pendingDeletion }
    matchRate
    days { date registrations signIns failedSignIns matches }
  }
}
`;

const signals = `# The newest signals in the log.
query Signals {
  signals(last: 20) {
    edges {
      cursor
      node { name sender occurredAt workflowId userId errorType }
    }
    pageInfo { hasPreviousPage startCursor }
  }
}
`;

const watchSignals = `# "0" replays everything
# the log still holds, then goes on live;
# leave \`after\` out to start from now.
subscription WatchSignals {
  signals(after: "0") {
    cursor
    name
    sender
    occurredAt
    workflowId
    userId
  }
}
`;

const watchMyAccount = `# What happens to your account, as it happens:
# log in from another window to see it arrive.
subscription WatchMyAccount {
  accountSignals(after: "0") {
    cursor
    name
    occurredAt
  }
}
`;

/** In the order in which one would try them. */
export const tabs = [
  me,
  register,
  logIn,
  completeSurvey,
  partners,
  roster,
  chat,
  watchMessages,
  watchMyAccount,
  requestDeletion,
  cancelDeletion,
  people,
  matches,
  statistics,
  admins,
  webhooks,
  signals,
  watchSignals,
].map((query) => ({ query }));
