import type { SessionRequest } from './access.ts';
import { parseName } from './find-node.ts';

/** Says in one line which session would be asked for, and how its node would be found. */
export function requestText(
  name: string | undefined,
  { document, parameters, reason }: Omit<SessionRequest, 'node'>,
): string {
  const given = Object.entries(parameters ?? {}).map(([key, values]) => `${key}: ${values.join(', ')}`);
  return [
    `StartSession with ${nodeText(name)}`,
    document === undefined ? 'by the preferences' : `by ${document}`,
    ...(given.length > 0 ? [`(${given.join('; ')})`] : []),
    ...(reason === undefined ? [] : [`for the reason ${JSON.stringify(reason)}`]),
  ].join(' ');
}

function nodeText(name: string | undefined): string {
  if (name === undefined) return 'the node that is chosen';
  const meant = parseName(name);
  switch (meant.by) {
    case 'tag':
      return `the node whose tag ${meant.key} is ${meant.value}`;
    case 'address':
      return `the node at ${meant.address}`;
    default:
      return meant.id;
  }
}
