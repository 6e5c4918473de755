// Example operations for administrators.

export const people = `# From here on: administrators only.
query People {
  users(
    filter: { search: "jo", isDeleted: false }
    first: 20
  ) {
    nodes { id fullName email role isVerified isMatched }
    pageInfo { hasNextPage endCursor }
  }
}

# Take the id from the query above.
mutation UpdateUser {
  updateUser(input: { id: "", isActive: false }) {
    user { email isActive }
    errors { code field message }
  }
}
`;

export const matches = `# Unmatched mentees, full rosters, and matches.
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

export const statistics = `query Stats {
  stats {
    roles { role accounts unverified inactive pendingDeletion }
    matchRate
    days { date registrations signIns failedSignIns matches }
  }
}
`;

export const report = `# Groups of fewer than five people are hidden.
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
`;

export const activity = `# Who did what to whom, newest first.
query Activity {
  activity(first: 20) {
    nodes { occurredAt kind sentence succeeded }
    pageInfo { hasNextPage endCursor }
  }
}
`;

export const admins = `query Admins {
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

export const webhooks = `query Webhooks {
  webhooks { id url names isEnabled cursor failingSince }
}

# The secret is shown only once.
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

export const signals = `# The newest signals in the log.
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

export const watchSignals = `# "0" replays everything in
# the log, then continues live.
# Leave out "after" to get
# only new signals.
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
