// The tabs that greet a newcomer: one member's life, from registering to leaving, and the signals it sends.

const me = `# Who am I? null until you log in (third tab).
# The browser then keeps the session's cookie;
# other clients send a header instead (below):
# { "Authorization": "Bearer <token>" }
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

const addMentee = `# For mentors: the id comes from menteeSuggestions.
mutation AddMentee {
  addMentee(input: { menteeEmail: "jo@ucla.edu" }) {
    roster { capacity spotsLeft mentees { fullName email } }
    errors { code field message }
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

const signals = `# Administrators only: the newest signals in the log.
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

const watchSignals = `# Administrators only. "0" replays everything
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
  addMentee,
  requestDeletion,
  cancelDeletion,
  signals,
  watchSignals,
  watchMyAccount,
].map((query) => ({ query }));
