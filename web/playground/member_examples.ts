// One member's life, from registering to leaving.

export const me = `# Null until you sign in: in the
# panel Session, or with the
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

export const logIn = `mutation LogIn {
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

export const partners = `# Who might fit, with what the two have in common.
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

export const roster = `# For mentors: the id comes from menteeSuggestions.
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

export const chat = `# Between a mentor and a mentee who are matched;
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

export const watchMessages = `# Messages as they arrive; "0" begins with the oldest.
subscription WatchMessages {
  messageReceived(after: "0") {
    cursor
    message { body sentAt senderId }
  }
}
`;

export const watchMyAccount = `# What happens to your account, as it happens:
# log in from another window to see it arrive.
subscription WatchMyAccount {
  accountSignals(after: "0") {
    cursor
    name
    occurredAt
  }
}
`;

export const requestDeletion = `# The confirmation is your own e-mail address.
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
