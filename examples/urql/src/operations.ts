// The operations of this page, with the types of their results. A larger project would generate the types.

import { gql } from '@urql/core';

/** Something that happened to the account. */
export interface Signal {
  cursor: string;
  name: string;
  occurredAt: string;
}

/** The member who is signed in. */
export interface Me {
  id: string;
  email: string;
}

interface UserError {
  code: string;
  message: string;
}

interface Credentials {
  input: { email: string; password: string };
}

export const ME = gql<{ me: Me | null }>`
  query Me {
    me {
      id
      email
    }
  }
`;

export const LOGIN = gql<{ login: { errors: UserError[] } }, Credentials>`
  mutation Login($input: LoginInput!) {
    login(input: $input) {
      errors {
        code
        message
      }
    }
  }
`;

export const LOGOUT = gql<{ logout: { errors: UserError[] } }>`
  mutation Logout {
    logout {
      errors {
        code
        message
      }
    }
  }
`;

export const SIGNALS = gql<{ accountSignals: Signal }, { after: string }>`
  subscription Signals($after: String!) {
    accountSignals(after: $after) {
      cursor
      name
      occurredAt
    }
  }
`;
