import { NotAnAnswer } from './not-an-answer.ts';

/** The hosts that gave answers. */
export const answeredBy = new WeakMap<object, string>();

/**
 * Gives the pages of an operation, and throws a NotAnAnswer at one that leads back to a page before it: an endpoint that always names
 * the same next page would never end.
 */
export async function* withoutCircles<Page>(operation: string, pages: AsyncIterable<Page>): AsyncGenerator<Page> {
  const known = new Set<string>();
  for await (const page of pages) {
    const next = nextOf(page);
    if (next !== undefined && known.has(next)) {
      const host = answeredBy.get(page as object) ?? 'the endpoint';
      throw new NotAnAnswer(operation, `${host} gives the same pages again and again`);
    }
    if (next !== undefined) known.add(next);
    yield page;
  }
}

/** Asks for page after page of an operation for which the SDK has no paginator; `ask` gets the token of the page. */
export const pagesOf = <Page>(
  operation: string,
  ask: (token: string | undefined) => Promise<Page>,
): AsyncGenerator<Page> => withoutCircles(operation, following(ask));

async function* following<Page>(ask: (token: string | undefined) => Promise<Page>): AsyncGenerator<Page> {
  let token: string | undefined;
  do {
    const page = await ask(token);
    yield page;
    token = nextOf(page);
  } while (token !== undefined);
}

/** Gives the token of the next page, whatever a service calls it; undefined: it was the last one. */
function nextOf(page: unknown): string | undefined {
  const { NextToken, nextToken, NextMarker, Marker } = page as Readonly<Record<string, string | undefined>>;
  return NextToken || nextToken || NextMarker || Marker || undefined;
}
