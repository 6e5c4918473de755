// Generates TypeScript types for the console's GraphQL operations, from the schema that the server prints, and a copy
// of the limits that forms show, so that they show them without the rules. Also the most frequent words of the lists that
// estimate a password's strength, which as a whole are too large to load.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rules } from '@bruinbridge/validation';
import { codegen } from '@graphql-codegen/core';
import * as typedDocuments from '@graphql-codegen/typed-document-node';
import * as operations from '@graphql-codegen/typescript-operations';
import * as common from '@zxcvbn-ts/language-common';
import * as english from '@zxcvbn-ts/language-en';
import { buildSchema, parse, printSchema } from 'graphql';

const folder = new URL('./console/api/', import.meta.url);
const target = new URL('operations.ts', folder);
const schema = buildSchema(readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'));
const documents = readdirSync(folder)
  .filter((name) => name.endsWith('.graphql'))
  .map((name) => ({
    location: name,
    document: parse(readFileSync(new URL(name, folder), 'utf8')),
  }));

const types = await codegen({
  filename: target.pathname,
  schema: parse(printSchema(schema)),
  schemaAst: schema,
  documents,
  config: {
    documentMode: 'documentNode',
    enumsAsTypes: true,
    enumType: 'string-literal',
    useTypeImports: true,
    scalars: { DateTime: 'string', JSON: 'unknown', NaiveDate: 'string', Upload: 'File' },
  },
  pluginMap: { operations, typedDocuments },
  plugins: [{ operations: {} }, { typedDocuments: {} }],
});
writeFileSync(
  target,
  `// Generated from schema.graphql and the operations next to this file.\n${types}`,
);
writeFileSync(
  new URL('./console/parts/limits.ts', import.meta.url),
  `// Generated from the validation rules.
import type { Rules } from '@bruinbridge/validation';

export const limits: Rules = ${JSON.stringify(rules(), null, 2)};
`,
);

const frequent = {
  passwords: common.dictionary['passwords-common'].slice(0, 4000),
  commonWords: english.dictionary['commonWords-en'].slice(0, 6000),
};
const constants = Object.entries(frequent).map(
  ([name, words]) => `export const ${name} =\n  ${JSON.stringify(words.join('\n'))};\n`,
);
writeFileSync(
  new URL('./console/parts/frequent_words.ts', import.meta.url),
  `// Generated from the dictionaries of zxcvbn-ts: the first words of each.\n${constants.join('')}`,
);
