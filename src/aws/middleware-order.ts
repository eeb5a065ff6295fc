import { constructStack } from '@smithy/core/client';

type Handler = (args: unknown) => Promise<unknown>;
type Middleware = (next: Handler, context: object) => Handler;
type Options = Readonly<Record<string, unknown>>;

/** The part of a stack of the SDK that calls are made with. */
interface Stack {
  applyToStack(to: Collector): void;
  concat(from: Stack): Pick<Stack, 'resolve'>;
  resolve(handler: Handler, context: object): Handler;
}

interface Collector {
  add(middleware: Middleware, options: Options): void;
  addRelativeTo(middleware: Middleware, options: Options): void;
}

interface Entry {
  readonly middleware: Middleware;
  readonly options: Options;
  readonly how: 'add' | 'addRelativeTo';
}

/**
 * Makes a stack that sorts the middlewares of a call only when the first client of a service makes that call: the order is the same
 * for all of them, and working it out costs a tenth of what the SDK does for a call. `orders` is what the clients of the service share.
 * What is added to a client after its first call has no effect.
 */
export function inKnownOrder<Some extends object>(stack: Some, orders: Map<string, readonly number[]>): Some {
  let own: readonly Entry[] | undefined;
  return {
    ...stack,
    concat(from: Stack) {
      own ??= entriesOf(stack as unknown as Stack);
      const entries = [...own, ...entriesOf(from)];
      return {
        resolve(handler: Handler, context: { readonly commandName: string }) {
          const call = `${context.commandName} ${entries.length}`;
          const order = orders.get(call) ?? orderOf(entries);
          orders.set(call, order);
          return order.reduceRight((next, index) => (entries[index] as Entry).middleware(next, context), handler);
        },
      };
    },
  };
}

function entriesOf(stack: Stack): readonly Entry[] {
  const entries: Entry[] = [];
  stack.applyToStack({
    add: (middleware, options) => entries.push({ middleware, options, how: 'add' }),
    addRelativeTo: (middleware, options) => entries.push({ middleware, options, how: 'addRelativeTo' }),
  });
  return entries;
}

/** Has the SDK sort entries: the outermost comes first. */
function orderOf(entries: readonly Entry[]): readonly number[] {
  const order: number[] = [];
  const stack = constructStack() as unknown as Collector & Stack;
  for (const [index, { options, how }] of entries.entries()) {
    const middleware: Middleware = (next) => {
      order.unshift(index);
      return next;
    };
    stack[how](middleware, { ...options, middleware });
  }
  stack.resolve(() => Promise.resolve(), {});
  return order;
}
