import { createAggregatedClient } from '@smithy/core/client';
import { withoutCircles } from '../answers/pages.ts';
import type { ClientConfig } from '../connection.ts';

/** The members that every client has besides its operations. */
type Base = 'config' | 'destroy' | 'middlewareStack' | 'send';

/** The methods that commands and paginators stand for: `CreateKeyCommand` for `createKey`, `paginateListKeys` for itself. */
type Methods<Parts> = {
  [Name in keyof Parts]: Name extends `${infer Operation}Command` ? Uncapitalize<Operation> : Name;
}[keyof Parts];

/** A client of the SDK with nothing but these commands and paginators. */
export type Cut<Whole, Parts> = Pick<Whole, Extract<Base | Methods<Parts>, keyof Whole>>;

/** The class of a client. */
export type ClassOf<Client> = new (config: ClientConfig) => Client;

/**
 * Makes a client of these commands and paginators alone: a bundle then leaves out what the SDK's whole client would
 * bring along, which is all operations of the service.
 */
export function cut(Bare: ClassOf<object>, commands: object, paginators: object = {}): ClassOf<object> {
  const Made = class extends Bare {};
  const options = { paginators: Object.fromEntries(Object.entries(paginators).map(guarded)) };
  createAggregatedClient({ ...commands }, Made as Parameters<typeof createAggregatedClient>[1], options);
  return Made;
}

type Paginate = (...args: readonly unknown[]) => AsyncIterable<unknown>;

/** Makes a paginator that ends where an endpoint leads in a circle. */
const guarded = ([name, paginate]: readonly [name: string, paginate: Paginate]): readonly [string, Paginate] => [
  name,
  (...args) => withoutCircles(name.replace(/^paginate/, ''), paginate(...args)),
];
