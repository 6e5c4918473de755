// The panel with the schema's documentation: the fields of a type, and where each leads. A search finds types and
// fields by name.

import { type GraphQLNamedType, type GraphQLSchema, isIntrospectionType } from 'graphql';
import { useEffect, useRef, useState } from 'react';

import { useStore } from '../store';
import { loadSchema, schemaState } from './schema';
import { TypePage } from './schema_type';
import { type Page, trail, visit } from './trail';

const MAX_RESULTS = 50;

export function SchemaPanel() {
  const state = useStore(schemaState);
  if (state.status === 'loading') return <p className="empty">Loading the schema…</p>;
  if (state.status === 'failed') {
    return (
      <div className="empty">
        <p className="error">The schema couldn't be loaded. {state.message}</p>
        <button onClick={() => void loadSchema()}>Try again</button>
      </div>
    );
  }
  return <Documentation schema={state.schema} />;
}

function Documentation({ schema }: { schema: GraphQLSchema }) {
  const [text, setText] = useState('');
  const pages = useStore(trail);
  const page = pages.at(-1);
  const top = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page starts at its top.
  useEffect(() => {
    setText('');
    top.current?.closest('.panel')?.scrollTo(0, 0);
  }, [page]);
  const type = page && schema.getType(page.type);
  return (
    <div className="schema" ref={top}>
      <label className="hidden" htmlFor="schema-search">
        Search the schema
      </label>
      <input
        id="schema-search"
        type="search"
        placeholder="Search types and fields"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {text ? (
        <Results schema={schema} text={text} />
      ) : (
        <>
          {pages.length > 0 && (
            <button className="schema-back" onClick={() => trail.update((all) => all.slice(0, -1))}>
              ‹ {pages.at(-2)?.type ?? 'Schema'}
            </button>
          )}
          {type ? (
            <TypePage key={type.name} type={type} field={page.field} />
          ) : (
            <Start schema={schema} />
          )}
        </>
      )}
    </div>
  );
}

function Start({ schema }: { schema: GraphQLSchema }) {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const isRoot = (type: GraphQLNamedType) => roots.some((root) => root === type);
  const types = Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isRoot(type))
    .sort((a, b) => a.name.localeCompare(b.name));
  return (
    <>
      <h2>Root types</h2>
      <Names names={roots.flatMap((root) => root?.name ?? [])} />
      <h2>All types</h2>
      <Names names={types.map(({ name }) => name)} />
    </>
  );
}

function Names({ names }: { names: readonly string[] }) {
  return (
    <ul className="schema-names">
      {names.map((name) => (
        <li key={name}>
          <button className="type-link" onClick={() => visit({ type: name })}>
            {name}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Results({ schema, text }: { schema: GraphQLSchema; text: string }) {
  const found = search(schema, text.trim().toLowerCase());
  return (
    <>
      <p role="status" className="hint">
        {found.length === 0 && 'No types or fields found.'}
        {found.length === MAX_RESULTS && `The first ${MAX_RESULTS} results.`}
      </p>
      <ul className="schema-names">
        {found.map((page) => (
          <li key={`${page.type}.${page.field ?? ''}`}>
            <button className="type-link" onClick={() => visit(page)}>
              {page.field ? (
                <>
                  <span className="soft">{page.type}.</span>
                  <span className="field-name">{page.field}</span>
                </>
              ) : (
                page.type
              )}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Types first, then fields; names that start with the text before those that contain it. */
function search(schema: GraphQLSchema, text: string): readonly Page[] {
  const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
  const pages: Page[] = types.map(({ name }) => ({ type: name }));
  for (const type of types) {
    if (!('getFields' in type)) continue;
    for (const field of Object.keys(type.getFields())) pages.push({ type: type.name, field });
  }
  const rank = (page: Page) => (page.field ?? page.type).toLowerCase().indexOf(text);
  return pages
    .filter((page) => rank(page) >= 0)
    .sort((a, b) => Math.sign(rank(a)) - Math.sign(rank(b)))
    .slice(0, MAX_RESULTS);
}
