// Prints the findings of graphql-eslint's recommended rules for schemas.

import graphql from '@graphql-eslint/eslint-plugin';
import { ESLint } from 'eslint';

const eslint = new ESLint({
  overrideConfigFile: true,
  overrideConfig: {
    files: ['**/*.graphql'],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: 'schema.graphql' } },
    },
    plugins: { '@graphql-eslint': graphql },
    rules: graphql.configs['flat/schema-recommended'].rules,
  },
});
const [{ messages }] = await eslint.lintFiles(['schema.graphql']);
console.log(JSON.stringify(messages.map(({ ruleId, message }) => ({ rule: ruleId, message }))));
