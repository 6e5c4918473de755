// What Relay's compiler reads. A build with Babel would replace each tag by its artifact.

import { graphql } from 'relay-runtime';

graphql`
  mutation documentsSignInMutation($input: LoginAdminInput!) {
    loginAdmin(input: $input) {
      token
      errors {
        code
      }
    }
  }
`;

// A list that loads more, as usePaginationFragment takes it.
graphql`
  fragment documents_people on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" })
  @refetchable(queryName: "documentsMorePeopleQuery") {
    users(first: $count, after: $cursor) @connection(key: "documents_users") {
      edges {
        node {
          id
          email
        }
      }
    }
  }
`;

graphql`
  query documentsPeopleQuery {
    me {
      id
      email
    }
    ...documents_people
  }
`;

// A fragment that is fetched again by the id of its object.
graphql`
  fragment documents_person on User @refetchable(queryName: "documentsPersonAgainQuery") {
    email
    fullName
  }
`;

graphql`
  query documentsPersonQuery($id: ID!) {
    node(id: $id) {
      ...documents_person @alias
    }
  }
`;

graphql`
  subscription documentsSignalsSubscription($after: String) {
    signals(after: $after) {
      cursor
      name
    }
  }
`;
