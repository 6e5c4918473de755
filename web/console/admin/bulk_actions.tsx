// What administrators can do with many people at once: those they selected, or everyone whom the list finds.

import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useState } from 'react';

import { PEOPLE_TYPES } from '../api/invalidation';
import {
  type BulkFieldsFragment,
  DeactivatePeopleDocument,
  RemindPeopleDocument,
  type UserFilter,
  VerifyPeopleDocument,
} from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { Confirm } from '../parts/confirm';
import { displayName } from '../parts/person';

/** Whom an action is about. */
type People = { ids: string[] } | { filter: UserFilter };

interface BulkProps {
  /** The ids of the selected people; empty for everyone whom the filter finds. */
  selected: string[];
  filter: UserFilter;
  /** Whether the list finds nobody. */
  isEmpty: boolean;
  onDone: () => void;
}

type Document = TypedDocumentNode<{ payload: BulkFieldsFragment }, { input: People }>;

interface Action {
  label: string;
  document: Document;
  /** Completes "Verify the addresses of 3 people?". */
  title: string;
  explanation: string;
  isDangerous: boolean;
}

const ACTIONS: readonly Action[] = [
  {
    label: 'Verify',
    document: VerifyPeopleDocument as Document,
    title: 'Verify the addresses of',
    explanation: 'Their email addresses will count as verified.',
    isDangerous: false,
  },
  {
    label: 'Remind',
    document: RemindPeopleDocument as Document,
    title: 'Remind',
    explanation:
      "Those whose profiles are incomplete will get an email that says what's missing, at most once a week.",
    isDangerous: false,
  },
  {
    label: 'Deactivate',
    document: DeactivatePeopleDocument as Document,
    title: 'Deactivate',
    explanation: "They won't be able to sign in, and all their sessions will end.",
    isDangerous: true,
  },
];

export function BulkActions({ selected, filter, isEmpty, onDone }: BulkProps) {
  const [done, setDone] = useState<BulkFieldsFragment | null>(null);
  const people = selected.length > 0 ? { ids: selected } : { filter };
  const whom = selected.length > 0 ? counted(selected.length) : 'everyone in this list';
  const finish = (payload: BulkFieldsFragment) => {
    setDone(payload);
    onDone();
  };
  return (
    <>
      {!isEmpty && (
        <fieldset className="bulk row">
          <legend>
            {selected.length > 0 ? `${counted(selected.length)} selected` : 'Everyone in this list'}
          </legend>
          {ACTIONS.map((action) => (
            <BulkAction key={action.label} {...{ action, people, whom }} onDone={finish} />
          ))}
        </fieldset>
      )}
      <div role="status">{done && <Results done={done} />}</div>
    </>
  );
}

interface ActionProps {
  action: Action;
  people: People;
  whom: string;
  onDone: (payload: BulkFieldsFragment) => void;
}

function BulkAction({ action, people, whom, onDone }: ActionProps) {
  const { label, document, title, explanation, isDangerous } = action;
  const { submit, errors, isBusy } = useSubmit(document, PEOPLE_TYPES);
  const act = async () => {
    const payload = await submit({ input: people });
    if (payload) onDone(payload);
    return Boolean(payload);
  };
  return (
    <Confirm
      label={label}
      describes={whom}
      title={`${title} ${whom}?`}
      action={label}
      isDangerous={isDangerous}
      errors={otherErrors(errors, [])}
      isBusy={isBusy}
      act={act}
    >
      <p>{explanation}</p>
      {'filter' in people && <p>At most 1000 people at a time.</p>}
    </Confirm>
  );
}

function Results({ done: { results, remaining } }: { done: BulkFieldsFragment }) {
  const refused = results.filter(({ ok }) => !ok);
  const changed = results.filter(({ isChanged }) => isChanged).length;
  const rest = results.length - refused.length - changed;
  const parts = [
    `Done for ${counted(changed)}.`,
    rest > 0 && `Nothing to do for ${counted(rest)}.`,
    refused.length > 0 && `Not possible for ${counted(refused.length)}.`,
    remaining !== 0 && 'More people follow in this list. Do it again to continue.',
  ];
  return (
    <div className="notice">
      <p>{parts.filter(Boolean).join(' ')}</p>
      {refused.length > 0 && (
        <ul>
          {refused.map(({ userId, user, error }) => (
            <li key={userId}>
              {user ? displayName(user) : 'A deleted account'}: {error?.message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function counted(count: number): string {
  return count === 1 ? '1 person' : `${count} people`;
}
