// Examples for administrators about people, administrators, and sessions.

import type { Subject } from './examples';

const SOME_ID = '00000000-0000-0000-0000-000000000000';

export const administration: readonly Subject[] = [
  {
    title: 'People',
    examples: [
      {
        title: 'People',
        description: 'Search and filter all accounts.',
        query: `query People($filter: UserFilter) {
  users(filter: $filter, first: 20) {
    nodes { id fullName email role isVerified isMatched }
    pageInfo { hasNextPage endCursor }
  }
}
`,
        variables: { filter: { search: 'jo', isDeleted: false } },
      },
      {
        title: 'Person',
        description: 'One account by its email address.',
        query: `query Person($email: String) {
  user(email: $email) {
    id
    fullName
    role
    isVerified
    isActive
    profileComplete
    missingFields
    dateJoined
    lastLogin
  }
}
`,
        variables: { email: 'jo@ucla.edu' },
      },
      {
        title: 'Update a person',
        description: 'Change fields of an account, such as whether it is active.',
        query: `# Take the ID from "People".
mutation UpdateUser($input: UpdateUserInput!) {
  updateUser(input: $input) {
    user { email isActive }
    errors { code field message }
  }
}
`,
        variables: { input: { id: SOME_ID, isActive: false } },
      },
      {
        title: 'Invite a person',
        description: 'Create an account and send an invitation.',
        query: `mutation InviteUser($input: InviteUserInput!) {
  inviteUser(input: $input) {
    user { id email role }
    errors { code field message }
  }
}
`,
        variables: {
          input: { email: 'sam@ucla.edu', role: 'MENTOR', firstName: 'Sam', lastName: 'Bruin' },
        },
      },
      {
        title: 'Approve a mentor',
        description: 'Let a mentor take mentees.',
        query: `mutation ApproveMentor($input: ApproveMentorInput!) {
  approveMentor(input: $input) {
    user { email isApproved }
    errors { code field message }
  }
}
`,
        variables: { input: { mentorId: SOME_ID, approved: true } },
      },
      {
        title: 'Remind people',
        description: 'Email everyone whose profile is not complete.',
        query: `mutation RemindUsers($input: RemindUsersInput!) {
  remindUsers(input: $input) {
    results { userId ok isChanged error { code message } }
    remaining
    errors { code field message }
  }
}
`,
        variables: { input: { filter: { role: 'MENTEE', isVerified: true } } },
      },
    ],
  },
  {
    title: 'Sessions',
    examples: [
      {
        title: 'Sessions of a person',
        description: 'Where someone is signed in.',
        query: `query SessionsOf($email: String) {
  user(email: $email) {
    id
    sessions { id createdAt lastSeenAt userAgent ip impersonated }
  }
}
`,
        variables: { email: 'jo@ucla.edu' },
      },
      {
        title: 'End the sessions of a person',
        description: 'Sign someone out everywhere.',
        query: `mutation EndUserSessions($input: EndUserSessionsInput!) {
  endUserSessions(input: $input) {
    ended
    errors { code field message }
  }
}
`,
        variables: { input: { userId: SOME_ID } },
      },
      {
        title: 'Impersonate a person',
        description: 'Use the program as a member to help them. They get an email.',
        query: `mutation ImpersonateUser($input: ImpersonateUserInput!) {
  impersonateUser(input: $input) {
    token
    session { expiresAt impersonator { username } }
    errors { code field message }
  }
}
`,
        variables: { input: { userId: SOME_ID, reason: 'Ticket 1234: cannot see the roster' } },
      },
    ],
  },
  {
    title: 'Administrators',
    examples: [
      {
        title: 'Administrators',
        description: 'Administrators, roles, and their permissions.',
        query: `query Admins {
  currentAdmin { username role { name permissions } }
  admins(first: 20) {
    nodes { id username isActive role { name } }
  }
  adminRoles { name permissions isBuiltIn }
}
`,
      },
      {
        title: 'Register an administrator',
        description: 'Create an administrator with a role.',
        query: `mutation RegisterAdmin($input: RegisterAdminInput!) {
  registerAdmin(input: $input) {
    adminUser { id username role { name } }
    errors { code field message }
  }
}
`,
        variables: {
          input: {
            username: 'vic',
            email: 'vic@ucla.edu',
            password: 'correct horse battery',
            roleName: 'AUDITOR',
          },
        },
      },
      {
        title: 'Create a role',
        description: 'A role with the permissions that you choose.',
        query: `mutation CreateAdminRole($input: CreateAdminRoleInput!) {
  createAdminRole(input: $input) {
    adminRole { name permissions isBuiltIn }
    errors { code field message }
  }
}
`,
        variables: { input: { name: 'HELP_DESK', permissions: ['USERS_READ', 'SESSIONS_READ'] } },
      },
    ],
  },
];
