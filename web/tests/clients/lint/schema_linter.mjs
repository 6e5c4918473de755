// Prints the findings of all rules of graphql-schema-linter.

import { spawnSync } from 'node:child_process';

const words = ['--format', 'json', 'schema.graphql'];
const { stdout } = spawnSync('graphql-schema-linter', words, { encoding: 'utf8', maxBuffer: 1 << 26 });
const { errors } = JSON.parse(stdout);
console.log(JSON.stringify(errors.map(({ rule, message }) => ({ rule, message }))));
