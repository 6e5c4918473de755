// The filters of the activity page: chips for the usual questions, and fields for the rest. Its address holds them.

import { type ReactNode, useId } from 'react';

import type { ActivityKind } from '../api/operations';
import { Chips } from '../parts/chips';
import { SelectField, TextField } from '../parts/fields';
import { setParams, useRoute } from '../parts/route';
import { daysOf, PERIODS, type Period, periodOf } from './activity_filter';
import { KINDS } from './activity_kinds';
import { CHOICES, type Choice, isChoice, TOPIC_OF, TOPICS, type Topic } from './activity_topics';
import { useCan } from './permission';
import { PersonFilter } from './person_filter';

const PERIOD_OPTIONS = Object.entries(PERIODS).map(([name, [text]]) => [name as Period, text] as const);
const CHOICE_OPTIONS = Object.entries(CHOICES).map(([name, [text]]) => [name as Choice, text] as const);

export function ActivityFilters() {
  const can = useCan();
  const { params } = useRoute();
  const { from, to } = daysOf(params);
  const topic = params.get('topic');
  const person = params.get('person');
  /** A date takes the place of a period, and keeps the period's other date. */
  const chooseDay = (name: 'from' | 'to') => (day: string) =>
    setParams({ when: null, from, to, [name]: day });
  return (
    <search className="filter-bar">
      <Chips
        label="Time"
        options={PERIOD_OPTIONS}
        isOn={(period) => period === periodOf(params)}
        onToggle={(period) =>
          setParams({ from: null, to: null, when: period === 'any' ? null : period })
        }
      />
      <Chips
        label="What"
        options={CHOICE_OPTIONS}
        isOn={(choice) => !params.get('kind') && choice === (isChoice(topic) ? topic : 'all')}
        onToggle={(choice) => setParams({ kind: null, topic: choice === 'all' ? null : choice })}
      />
      <div className="filter-fields">
        {can('USERS_READ') && (
          <PersonFilter
            label="Person"
            personId={person}
            onChoose={(id) => setParams({ person: id, part: null })}
          />
        )}
        {person && (
          <SelectField
            label="Their part"
            value={params.get('part') ?? ''}
            onChange={(part) => setParams({ part })}
            options={[
              ['', "It's about them"],
              ['actor', 'They did it'],
            ]}
          />
        )}
        <KindField
          value={params.get('kind') ?? ''}
          onChange={(kind) => setParams({ kind, topic: null })}
        />
        <TextField label="From" type="date" value={from ?? ''} onChange={chooseDay('from')} />
        <TextField label="To" type="date" value={to ?? ''} onChange={chooseDay('to')} />
      </div>
    </search>
  );
}

/** The kinds, by topic. */
function KindField({ value, onChange }: { value: string; onChange: (kind: string) => void }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>Kind</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">All</option>
        {Object.entries(TOPICS).map(([topic, [title]]) => (
          <optgroup key={topic} label={title}>
            {kindsOf(topic as Topic)}
          </optgroup>
        ))}
      </select>
    </div>
  );
}

function kindsOf(topic: Topic): ReactNode {
  const kinds = Object.keys(KINDS) as ActivityKind[];
  return kinds
    .filter((kind) => TOPIC_OF[kind] === topic)
    .map((kind) => (
      <option key={kind} value={kind}>
        {KINDS[kind]}
      </option>
    ));
}
