// Examples that need no session: an account's first steps, and lost passwords.

import type { Subject } from './examples';

export const visitors: readonly Subject[] = [
  {
    title: 'First steps',
    examples: [
      {
        title: 'Me',
        description: 'Who you are signed in as. Null until you sign in.',
        query: `# Sign in at the top left, then run this again.
# Other clients send the header
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
`,
      },
      {
        title: 'Rules',
        description: 'The rules of this program: email domains, roster size, and passwords.',
        query: `query Rules {
  rules {
    emailDomains
    maxMentees
    passwordMin
    impersonation
  }
}
`,
      },
    ],
  },
  {
    title: 'Registration',
    examples: [
      {
        title: 'Check a password',
        description: 'Whether a new password is strong enough, before you register.',
        query: `mutation CheckPassword($input: CheckPasswordInput!) {
  checkPassword(input: $input) {
    errors { code field message }
  }
}
`,
        variables: { input: { password: 'correct horse battery', email: 'jo@ucla.edu' } },
      },
      {
        title: 'Register',
        description: 'Create an account as a mentee or mentor.',
        query: `mutation Register($input: RegisterInput!) {
  register(input: $input) {
    user { id email role }
    note
    errors { code field message }
  }
}
`,
        variables: {
          input: { email: 'jo@ucla.edu', password: 'correct horse battery', role: 'MENTEE' },
        },
      },
      {
        title: 'Verify an email address',
        description: 'Open the account with the code from the email.',
        query: `mutation VerifyEmail($input: VerifyEmailInput!) {
  verifyEmail(input: $input) {
    email
    alreadyVerified
    errors { code field message }
  }
}
`,
        variables: {
          input: { email: 'jo@ucla.edu', code: '000000', password: 'correct horse battery' },
        },
      },
      {
        title: 'Resend the verification email',
        description: 'Send the email with the link and code again.',
        query: `mutation ResendVerification($input: ResendVerificationInput!) {
  resendVerification(input: $input) {
    note
    errors { code field message }
  }
}
`,
        variables: { input: { email: 'jo@ucla.edu' } },
      },
    ],
  },
  {
    title: 'Sign-in',
    examples: [
      {
        title: 'Sign in',
        description: 'Start a session as a member. The result has its token.',
        query: `mutation SignIn($input: LoginInput!) {
  login(input: $input) {
    token
    user { id email fullName }
    profileComplete
    errors { code field message }
  }
}
`,
        variables: { input: { email: 'jo@ucla.edu', password: 'correct horse battery' } },
      },
      {
        title: 'Sign in as an administrator',
        description: 'Start a session with a role and its permissions.',
        query: `mutation SignInAdmin($input: LoginAdminInput!) {
  loginAdmin(input: $input) {
    token
    adminUser { username role { name permissions } }
    errors { code field message }
  }
}
`,
        variables: { input: { username: 'dean', password: 'correct horse battery' } },
      },
      {
        title: 'Request a password reset',
        description: 'Send an email with a link and a code.',
        query: `mutation RequestPasswordReset($input: RequestPasswordResetInput!) {
  requestPasswordReset(input: $input) {
    note
    errors { code field message }
  }
}
`,
        variables: { input: { email: 'jo@ucla.edu' } },
      },
      {
        title: 'Reset a password',
        description: 'Set a new password with the code from the email.',
        query: `mutation ResetPassword($input: ResetPasswordInput!) {
  resetPassword(input: $input) {
    errors { code field message }
  }
}
`,
        variables: {
          input: { email: 'jo@ucla.edu', code: '000000', newPassword: 'a better horse battery' },
        },
      },
    ],
  },
];
