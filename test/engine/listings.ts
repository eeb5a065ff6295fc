// Orders for what only lists, on a sandbox.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Order } from '../../src/engine/order.ts';
import { parseInputs } from '../../src/inputs/inputs.ts';
import { parseScope, type RawScope } from '../../src/targets/scope.ts';
import { REGION, type World } from './world.ts';

/** An order for the region of the sandbox, or for others. */
export const orderOn = async (
  { connection }: Pick<World, 'connection'>,
  raw: RawScope = {},
  more: Partial<Order> = {},
): Promise<Order> => ({
  inputs: parseInputs({}),
  scope: await parseScope({ regions: [REGION], ...raw }, {}),
  connection,
  ...more,
});

/** Expects that what is printed as JSON keeps a schema of `schema/`. */
export function keepsSchema(name: string, printed: unknown): void {
  const schema = JSON.parse(readFileSync(new URL(`../../schema/${name}.json`, import.meta.url), 'utf8')) as object;
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema);
  assert.ok(validate(JSON.parse(JSON.stringify(printed))), JSON.stringify(validate.errors, null, 1));
}
