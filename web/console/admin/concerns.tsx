// Concerns that members raised, which administrators resolve.

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
import { Card } from '../parts/card';
import { Confirm } from '../parts/confirm';
import { SelectField, TextField } from '../parts/fields';
import { firstPage, Pager, usePage } from '../parts/paging';
import { Pending } from '../parts/pending';
import { setParams, useRoute } from '../parts/route';
import { formatDateTime } from '../parts/time';
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
  const choose = (value: string) => setParams({ ...firstPage(), state: value });
  return (
    <>
      <h1>Concerns</h1>
      <search className="filters">
        <SelectField
          label="State"
          value={shown}
          onChange={choose}
          options={[...Object.entries(STATES), ['ALL', 'All']]}
        />
      </search>
      <Card title="Reported by members">
        <p className="soft">
          The person concerned doesn't know about it. Only administrators with access to this page can
          read it.
        </p>
        {!concerns && <Pending error={error} retry={refetch} />}
        {concerns?.nodes.length === 0 && <p className="empty">No concerns found.</p>}
        <ul className="rows">
          {concerns?.nodes.map((concern) => (
            <Concern key={concern.id} concern={concern} />
          ))}
        </ul>
        {concerns && <Pager of="concerns" info={concerns.pageInfo} />}
      </Card>
    </>
  );
}

function isState(value: string): value is ConcernState {
  return Object.hasOwn(STATES, value);
}

function Concern({ concern }: { concern: ConcernRowFragment }) {
  const can = useCan();
  const { state, text, note, createdAt, resolvedAt, raisedBy, about, resolvedBy } = concern;
  return (
    <li>
      <div className="concern">
        <p>
          <strong>{about ? <Name person={about} /> : 'About the program'}</strong>{' '}
          <span className={`badge ${state === 'OPEN' ? 'badge-warn' : ''}`}>{STATES[state]}</span>
        </p>
        <p className="lines">{text ?? 'The text was deleted with the account that wrote it.'}</p>
        <p className="hint">
          {raisedBy ? <Name person={raisedBy} /> : 'A deleted account'}, {formatDateTime(createdAt)}
        </p>
        {resolvedAt && (
          <p className="hint">
            Resolved by {resolvedBy ? <Name person={resolvedBy} /> : 'a deleted account'},{' '}
            {formatDateTime(resolvedAt)}
          </p>
        )}
        {note && <p className="lines">{note}</p>}
      </div>
      {state === 'OPEN' && can('CONCERNS_WRITE') && <Resolve concern={concern} />}
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
