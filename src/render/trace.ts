import { counted } from './counted.ts';
import type { CallTrace } from '../aws/middleware.ts';
import { visible, withoutCommands } from './visible.ts';

/** Writes one call as a line: `KMS DescribeKey 111122223333/us-east-1 200 1 attempt 12 ms`. */
export function traceLine({ service, operation, place, status, error, attempts, milliseconds }: CallTrace): string {
  const outcome = [status ?? 'no answer', error].filter((part) => part !== undefined).join(' ');
  const line = `${service} ${operation} ${place} ${outcome} ${counted(attempts, 'attempt')} ${milliseconds} ms`;
  return withoutCommands(visible(line));
}
