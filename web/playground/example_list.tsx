// The side list of examples, in groups by who may run them. A search narrows it.

import { useState } from 'react';

import { type Example, type Group, kindOf, type Subject, search } from './examples/examples';
import { useStore } from './store';
import { active, open, tabs } from './tabs';

const LABELS = { query: 'Query', mutation: 'Mutation', subscription: 'Live' } as const;

/** Lists the examples. Calls `onOpen` after one was opened in a tab. */
export function ExampleList({ onOpen }: { onOpen(): void }) {
  const [text, setText] = useState('');
  const groups = search(text);
  const count = groups.reduce((sum, group) => sum + countOf(group), 0);
  return (
    <div className="examples">
      <div className="examples-search">
        <label className="hidden" htmlFor="examples-search">
          Search examples
        </label>
        <input
          id="examples-search"
          type="search"
          placeholder="Search examples"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <p role="status" className="hidden">
          {text && `${count} ${count === 1 ? 'example' : 'examples'} found`}
        </p>
      </div>
      {groups.map((group) => (
        // A search opens all groups again.
        <details key={`${group.title} ${text !== ''}`} open>
          <summary>
            <h2>{group.title}</h2>
            <span className="count">{countOf(group)}</span>
          </summary>
          {group.subjects.map((subject) => (
            <Examples key={subject.title} subject={subject} onOpen={onOpen} />
          ))}
        </details>
      ))}
      {count === 0 && <p className="empty">No examples found.</p>}
    </div>
  );
}

function Examples({ subject, onOpen }: { subject: Subject; onOpen(): void }) {
  const { query } = active(useStore(tabs));
  return (
    <section>
      <h3>{subject.title}</h3>
      <ul>
        {subject.examples.map((example) => (
          <li key={example.title}>
            <button
              aria-current={example.query === query || undefined}
              onClick={() => {
                open(operationOf(example));
                onOpen();
              }}
            >
              <span className="example-head">
                <span className="example-title">{example.title}</span>{' '}
                <span className={`kind kind-${kindOf(example)}`}>{LABELS[kindOf(example)]}</span>
              </span>{' '}
              <span className="example-text">{example.description}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function operationOf({ query, variables }: Example) {
  return { query, variables: variables ? JSON.stringify(variables, null, 2) : '' };
}

function countOf({ subjects }: Group): number {
  return subjects.reduce((sum, { examples }) => sum + examples.length, 0);
}
