// What administrators can do with many people at once: those they selected, or everyone whom the list finds.

import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';

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
  /** The ids of the selected people. */
  selected: string[];
  /** Whether everyone in the list is selected, also on its other pages. */
  isEveryone: boolean;
  selectEveryone: () => void;
  /** Finds everyone in the list. */
  filter: UserFilter;
  /** How many people are in the list; null if they are too many to count, undefined while it is unknown. */
  total: number | null | undefined;
  /** Selects nobody. */
  clear: () => void;
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

/** The bar that appears with a selection, and then says what was done. */
export function BulkActions(props: BulkProps) {
  const { selected, isEveryone, selectEveryone, filter, total, clear } = props;
  const [done, setDone] = useState<BulkFieldsFragment | null>(null);
  const isSelecting = selected.length > 0;
  useEffect(() => {
    // A new selection replaces the results of the one before.
    if (isSelecting) setDone(null);
  }, [isSelecting]);
  const people = isEveryone ? { filter } : { ids: selected };
  const whom = isEveryone ? `everyone in this list${inBrackets(total)}` : counted(selected.length);
  const finish = (payload: BulkFieldsFragment) => {
    setDone(payload);
    clear();
  };
  if (!isSelecting) {
    return <div role="status">{done && <Results done={done} close={() => setDone(null)} />}</div>;
  }
  return (
    <section className="bulk-bar" aria-label="Selection">
      <h2 aria-live="polite">
        {isEveryone ? `Everyone in this list${inBrackets(total)}` : `${whom} selected`}
      </h2>
      {!isEveryone && (
        <button className="quiet" onClick={selectEveryone}>
          Select everyone in this list
        </button>
      )}
      <div className="bulk-buttons">
        {ACTIONS.map((action) => (
          <BulkAction key={action.label} {...{ action, people, whom }} onDone={finish} />
        ))}
        <button className="icon-button" aria-label="Clear the selection" onClick={clear}>
          <X size={18} aria-hidden />
        </button>
      </div>
    </section>
  );
}

/** Such as " (24 people)". */
function inBrackets(total: number | null | undefined): string {
  if (total === undefined) return '';
  return ` (${total === null ? 'more than 10,000 people' : counted(total)})`;
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

interface ResultsProps {
  done: BulkFieldsFragment;
  close: () => void;
}

function Results({ done: { results, remaining }, close }: ResultsProps) {
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
    <section className="bulk-bar bulk-results" aria-label="Results">
      <h2 tabIndex={-1} ref={focus}>
        {parts.filter(Boolean).join(' ')}
      </h2>
      <button className="icon-button" aria-label="Close the results" onClick={close}>
        <X size={18} aria-hidden />
      </button>
      {refused.length > 0 && (
        <ul>
          {refused.map(({ userId, user, error }) => (
            <li key={userId}>
              {user ? displayName(user) : 'A deleted account'}: {error?.message}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** The bar with the focused button has gone, and the results take its place. */
function focus(heading: HTMLElement | null) {
  heading?.focus({ preventScroll: true });
}

function counted(count: number): string {
  return count === 1 ? '1 person' : `${count.toLocaleString('en-US')} people`;
}
