// The documentation of a type: its description, fields, arguments, and values.

import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { useEffect, useRef } from 'react';

import { visit } from './trail';

interface Properties {
  type: GraphQLNamedType;
  /** The field to show, if any. */
  field: string | undefined;
}

export function TypePage({ type, field }: Properties) {
  const fields = 'getFields' in type ? Object.values(type.getFields()) : [];
  return (
    <>
      <h2 className="type-name">{type.name}</h2>
      <Description text={type.description} />
      {(isObjectType(type) || isInterfaceType(type)) && type.getInterfaces().length > 0 && (
        <p>
          Implements <TypeList types={type.getInterfaces()} />
        </p>
      )}
      {isUnionType(type) && (
        <p>
          One of <TypeList types={type.getTypes()} />
        </p>
      )}
      {fields.length > 0 && (
        <dl className="fields">
          {fields.map((each) => (
            <Field key={each.name} field={each} isShown={each.name === field} />
          ))}
        </dl>
      )}
      {isEnumType(type) && (
        <dl className="fields">
          {type.getValues().map(({ name, description }) => (
            <div key={name}>
              <dt>
                <code className="enum-value">{name}</code>
              </dt>
              <dd>
                <Description text={description} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

type AnyField = GraphQLField<unknown, unknown> | GraphQLInputField;

function Field({ field, isShown }: { field: AnyField; isShown: boolean }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isShown) place.current?.scrollIntoView({ block: 'center' });
  }, [isShown]);
  const parameters = 'args' in field ? field.args : [];
  return (
    <div ref={place} className={isShown ? 'is-shown' : ''}>
      <dt>
        <code>
          <span className="field-name">{field.name}</span>: <TypeLink type={field.type} />
        </code>
      </dt>
      <dd>
        <Description text={field.description} />
        {field.deprecationReason && <p className="error">Deprecated. {field.deprecationReason}</p>}
        {parameters.length > 0 && (
          <ul className="arguments">
            {parameters.map((parameter) => (
              <Argument key={parameter.name} argument={parameter} />
            ))}
          </ul>
        )}
      </dd>
    </div>
  );
}

function Argument({ argument: { name, type, description } }: { argument: GraphQLArgument }) {
  return (
    <li>
      <code>
        <span className="argument-name">{name}</span>: <TypeLink type={type} />
      </code>
      <Description text={description} />
    </li>
  );
}

/** A type with its brackets and marks, as in the schema. */
function TypeLink({ type }: { type: GraphQLType }) {
  const { name } = getNamedType(type);
  const [before, after] = String(type).split(name);
  return (
    <>
      {before}
      <button className="type-link" onClick={() => visit({ type: name })}>
        {name}
      </button>
      {after}
    </>
  );
}

function TypeList({ types }: { types: readonly GraphQLNamedType[] }) {
  return (
    <>
      {types.map((type, index) => (
        <span key={type.name}>
          {index > 0 && ', '}
          <TypeLink type={type} />
        </span>
      ))}
    </>
  );
}

/** A description; names between backticks are code. */
function Description({ text }: { text: string | null | undefined }) {
  if (!text) return null;
  const parts = text.split('`');
  return (
    <p>
      {parts.map((part, index) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts never change their order.
        index % 2 ? <code key={index}>{part}</code> : part,
      )}
    </p>
  );
}
