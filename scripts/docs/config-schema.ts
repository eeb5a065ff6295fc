import { KEYS, NAMED_ONLY, PAIRS, TARGET_KEYS } from '../../src/config/keys.ts';
import { MATCH_ROWS } from '../../src/config/match.ts';
import type { Input, List, Rule, Text } from '../../src/inputs/input.ts';

type Schema = Readonly<Record<string, unknown>>;

const WORDS = '^(?:[Tt]rue|TRUE|[Ff]alse|FALSE|[Yy]es|YES|[Nn]o|NO|[Oo]n|ON|[Oo]ff|OFF)$';

/** The file that it is in. */
export const CONFIG_SCHEMA = 'schema/config.json';

/** Writes the schema of configuration files, from the tables of inputs. */
export function configSchema(): string {
  const flags = Object.fromEntries(Object.entries(KEYS).map(([key, row]) => [key, described(key, row)]));
  const perTarget = TARGET_KEYS.map((key) => [key, { anyOf: [{ $ref: `#/properties/${key}` }, { type: 'null' }] }]);
  const match = Object.entries(MATCH_ROWS).map(([key, row]) => [key, { description: row.help, ...listOf(key, row) }]);
  const schema: Schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'session-manager.yaml',
    description:
      'A configuration file of session-manager: flags by their names. Flags of the command line beat the environment, and that beats the file.',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { description: 'Where this schema is, for editors.', type: 'string' },
      ...flags,
      overrides: {
        description: 'Flags for some of the targets; of several that set the same flag in a target, the last one wins.',
        type: 'array',
        items: {
          type: 'object',
          required: ['match'],
          minProperties: 2,
          additionalProperties: false,
          properties: {
            match: {
              description: 'The targets that it is for: those that fit every member.',
              type: 'object',
              minProperties: 1,
              additionalProperties: false,
              properties: Object.fromEntries(match),
            },
            ...Object.fromEntries(perTarget),
          },
        },
      },
    },
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

function described(key: string, row: Input): Schema {
  const { otherwise, help } = row;
  const shown = otherwise ?? (row.default === undefined ? undefined : String(row.default));
  const danger = Object.hasOwn(NAMED_ONLY, key) ? '; only in a file that --config names' : '';
  const description = help + (shown === undefined ? '' : ` [default: ${shown}]`) + danger;
  return { description, ...typeOf(key, row) };
}

function typeOf(key: string, row: Input): Schema {
  if (row.kind === 'switch') return { anyOf: [{ type: 'boolean' }, { type: 'string', pattern: WORDS }] };
  if (row.kind === 'choice') return { enum: row.options };
  if (row.kind === 'text') return textOf(row);
  if (row.kind === 'list') return listOf(key, row);
  return {
    anyOf: [
      { type: 'integer', minimum: row.least, maximum: row.most },
      { type: 'string', pattern: '^\\d+$' },
    ],
  };
}

function textOf({ rules = [] }: Pick<Text, 'rules'>): Schema {
  const words = rules.flatMap(([allowed]) => (allowed instanceof RegExp ? [] : allowed));
  if (words.length === 0) return { anyOf: [{ type: 'string', ...patterns(rules) }, { type: 'number' }] };
  const numbers = words.filter((word) => /^\d+$/.test(word)).map(Number);
  return { enum: [...words, ...numbers] };
}

function listOf(key: string, { rules = [], options, all }: List): Schema {
  const each = options ? { enum: options } : { type: 'string', ...patterns(rules) };
  // Several in one text, with commas, as on the command line.
  const several = { type: 'string', pattern: ',' };
  const files = key.endsWith('accounts') ? [{ type: 'string', pattern: '^@' }] : [];
  const item = { anyOf: [each, ...(all ? [{ const: 'all' }] : []), ...files, several, { type: 'number' }] };
  const list = { type: 'array', minItems: 1, items: item };
  const map = { type: 'object', minProperties: 1, additionalProperties: { type: ['string', 'number', 'boolean'] } };
  return { anyOf: [list, ...item.anyOf, ...(PAIRS.includes(key) ? [map] : [])] };
}

/** Gives the patterns that a text must match; JSON Schema has one of them at a time. */
function patterns(rules: readonly Rule[]): Schema {
  const sources = rules.flatMap(([allowed]) => (allowed instanceof RegExp ? [allowed.source] : []));
  const [first, ...others] = sources;
  if (first === undefined) return {};
  return others.length === 0 ? { pattern: first } : { allOf: sources.map((pattern) => ({ pattern })) };
}
