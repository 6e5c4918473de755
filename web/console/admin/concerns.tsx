// Concerns that members raised: a list of what is to be done, open ones first shown alone.

import { CircleCheck, Flag } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from 'urql';

import {
  type ConcernNameFragment,
  type ConcernRowFragment,
  type ConcernState,
  ConcernsDocument,
  ResolveConcernDocument,
} from '../api/operations';
import { fieldErrors, otherErrors, useSubmit } from '../api/submit';
import { Chips } from '../parts/chips';
import { Confirm } from '../parts/confirm';
import { EmptyState } from '../parts/empty_state';
import { TextField } from '../parts/fields';
import { PageHead } from '../parts/page_head';
import { firstPage, Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { RelativeTime } from '../parts/relative_time';
import { setParams, useRoute } from '../parts/route';
import { useCan } from './permission';

const SIZE = 20;
const TYPES = ['Concern'];
/** An empty list does not show the type of its items. */
const CONTEXT = { additionalTypenames: TYPES };

const STATES: Record<ConcernState, string> = { OPEN: 'Open', RESOLVED: 'Resolved' };

export function Concerns() {
  const { params } = useRoute();
  const shown = params.get('state') ?? 'OPEN';
  const state = isState(shown) ? shown : null;
  const [{ data, error }, refetch] = useQuery({
    query: ConcernsDocument,
    variables: { filter: { state }, ...usePage(SIZE) },
    context: CONTEXT,
  });
  const concerns = data?.concerns;
  return (
    <>
      <PageHead
        title="Concerns"
        detail="What members reported. The person concerned doesn't know about it, and only administrators with access to this page can read it."
      />
      <Chips
        label="State"
        options={[...Object.entries(STATES), ['ALL', 'All'] as const]}
        isOn={(value) => value === shown}
        onToggle={(value) => setParams({ ...firstPage(), state: value })}
      />
      {!concerns && <Pending error={error} retry={refetch} />}
      {concerns?.nodes.length === 0 && <Nothing state={state} />}
      <ul className="concerns">
        {concerns?.nodes.map((concern) => (
          <Concern key={concern.id} concern={concern} />
        ))}
      </ul>
      {concerns && <Pager of="concerns" info={concerns.pageInfo} />}
    </>
  );
}

function Nothing({ state }: { state: ConcernState | null }) {
  return state === 'OPEN' ? (
    <EmptyState icon={CircleCheck} title="No open concerns">
      <p>When a member reports something, it appears here.</p>
    </EmptyState>
  ) : (
    <EmptyState icon={Flag} title="No concerns found" />
  );
}

function isState(value: string): value is ConcernState {
  return Object.hasOwn(STATES, value);
}

function Concern({ concern }: { concern: ConcernRowFragment }) {
  const can = useCan();
  const { state, text, note, createdAt, resolvedAt, raisedBy, about, resolvedBy } = concern;
  return (
    <li className="card concern">
      <header>
        <h2>{about ? <Name person={about} /> : 'About the program'}</h2>
        <span className={`badge ${state === 'OPEN' ? 'badge-warn' : 'badge-good'}`}>
          {STATES[state]}
        </span>
      </header>
      <p className="lines">{text ?? 'The text was deleted with the account that wrote it.'}</p>
      <p className="hint">
        Reported by {raisedBy ? <Name person={raisedBy} /> : 'a deleted account'},{' '}
        <RelativeTime time={createdAt} />
      </p>
      {resolvedAt && (
        <div className="resolution">
          {note && <p className="lines">{note}</p>}
          <p className="hint">
            Resolved by {resolvedBy ? <Name person={resolvedBy} /> : 'a deleted account'},{' '}
            <RelativeTime time={resolvedAt} />
          </p>
        </div>
      )}
      {state === 'OPEN' && can('CONCERNS_WRITE') && (
        <div>
          <Resolve concern={concern} />
        </div>
      )}
    </li>
  );
}

function Name({ person }: { person: ConcernNameFragment }) {
  const can = useCan();
  const name = fullName(person);
  return can('USERS_READ') ? <a href={`#/people/${person.id}`}>{name}</a> : name;
}

function fullName({ firstName, lastName, email }: ConcernNameFragment): string {
  return `${firstName} ${lastName}`.trim() || email;
}

function Resolve({ concern: { id, about } }: { concern: ConcernRowFragment }) {
  const [note, setNote] = useState('');
  const { submit, errors, clearingErrors, isBusy } = useSubmit(ResolveConcernDocument, TYPES);
  const resolve = async () => Boolean(await submit({ input: { id, note } }, 'The concern is resolved.'));
  return (
    <Confirm
      label="Resolve"
      describes={about ? `the concern about ${fullName(about)}` : 'the concern about the program'}
      title="Resolve this concern?"
      action="Resolve"
      isDangerous={false}
      errors={otherErrors(errors, ['note'])}
      isBusy={isBusy}
      act={resolve}
    >
      <TextField
        label="Note (optional)"
        hint="What was done about it. Only administrators see it."
        multiline
        maxLength={500}
        value={note}
        onChange={clearingErrors(setNote)}
        errors={fieldErrors(errors, 'note')}
      />
    </Confirm>
  );
}
