// Examples for members about their own account: profile, sessions, data, and deletion.

import type { Subject } from './examples';

export const account: readonly Subject[] = [
  {
    title: 'Profile',
    examples: [
      {
        title: 'Complete the survey',
        description: 'Fill in the profile that matching uses.',
        query: `mutation CompleteSurvey($input: ProfileInput!) {
  completeSurvey(input: $input) {
    user { fullName profileComplete missingFields }
    errors { code field message }
  }
}
`,
        variables: {
          input: {
            firstName: 'Jo',
            lastName: 'Bruin',
            year: 2,
            major: ['Computer Science'],
            minor: [],
            hobbies: 'Climbing, chess',
            clubs: 'Chess club',
            goals: 'An internship, and friends on the Hill',
            otherBackground: 'First summer in Los Angeles',
            international: false,
            commuter: true,
            firstgen: true,
            outofstate: false,
            transfer: false,
          },
        },
      },
      {
        title: 'Update the profile',
        description: 'Change some fields and leave the others as they are.',
        query: `mutation UpdateProfile($input: ProfileInput!) {
  updateProfile(input: $input) {
    user { fullName year hobbies }
    errors { code field message }
  }
}
`,
        variables: { input: { year: 3, hobbies: 'Climbing, chess, surfing' } },
      },
      {
        title: 'Email preferences',
        description: 'Whether to get emails about matches.',
        query: `mutation EmailPreferences($input: UpdateEmailPreferencesInput!) {
  updateEmailPreferences(input: $input) {
    user { emailPreferences { matches } }
    errors { code field message }
  }
}
`,
        variables: { input: { matches: true } },
      },
    ],
  },
  {
    title: 'Sessions',
    examples: [
      {
        title: 'My sessions',
        description: 'Where you are signed in, and recent sign-ins.',
        query: `query MySessions {
  me {
    sessions {
      id
      current
      createdAt
      lastSeenAt
      userAgent
      ip
    }
    signIns(last: 10) {
      nodes { at kind succeeded device }
    }
  }
}
`,
      },
      {
        title: 'Sign out a session',
        description: 'End one of your sessions by its ID.',
        query: `# Take the ID from "My sessions".
mutation RevokeSession($input: RevokeSessionInput!) {
  revokeSession(input: $input) {
    errors { code field message }
  }
}
`,
        variables: { input: { id: '00000000-0000-0000-0000-000000000000' } },
      },
      {
        title: 'Sign out everywhere else',
        description: 'End all of your sessions except this one.',
        query: `mutation RevokeOtherSessions {
  revokeOtherSessions {
    revoked
    errors { code field message }
  }
}
`,
      },
      {
        title: 'Enter the password again',
        description: 'Needed before sensitive changes in an older session.',
        query: `mutation Reauthenticate($input: ReauthenticateInput!) {
  reauthenticate(input: $input) {
    session { authenticatedAt }
    errors { code field message }
  }
}
`,
        variables: { input: { password: 'correct horse battery' } },
      },
      {
        title: 'Watch my account',
        description: 'What happens to your account, live.',
        query: `# Sign in from another window to see it here.
# "0" replays everything in the log first.
subscription WatchMyAccount($after: String) {
  accountSignals(after: $after) {
    cursor
    name
    occurredAt
  }
}
`,
        variables: { after: '0' },
      },
    ],
  },
  {
    title: 'Account',
    examples: [
      {
        title: 'Change the password',
        description: 'Set a new password and end your other sessions.',
        query: `mutation ChangePassword($input: ChangePasswordInput!) {
  changePassword(input: $input) {
    errors { code field message }
  }
}
`,
        variables: {
          input: {
            currentPassword: 'correct horse battery',
            newPassword: 'a better horse battery',
          },
        },
      },
      {
        title: 'Change the email address',
        description: 'Send a confirmation to the new address.',
        query: `mutation ChangeEmail($input: ChangeEmailInput!) {
  changeEmail(input: $input) {
    note
    errors { code field message }
  }
}
`,
        variables: {
          input: { newEmail: 'jo.bruin@ucla.edu', currentPassword: 'correct horse battery' },
        },
      },
      {
        title: 'Export my data',
        description: 'Everything that the program stores about you.',
        query: `mutation ExportMyData {
  exportMyData {
    data
    endCursor
    errors { code field message }
  }
}
`,
      },
      {
        title: 'Request deletion',
        description: 'Delete the account after a grace period.',
        query: `# To confirm, enter your email address.
mutation RequestDeletion($input: RequestAccountDeletionInput!) {
  requestAccountDeletion(input: $input) {
    permanentDeletionDate
    note
    errors { code field message }
  }
}
`,
        variables: { input: { confirmation: 'jo@ucla.edu' } },
      },
      {
        title: 'Cancel deletion',
        description: 'Keep the account while the grace period lasts.',
        query: `mutation CancelDeletion {
  cancelAccountDeletion {
    user { id email isDeleted }
    errors { code field message }
  }
}
`,
      },
    ],
  },
];
