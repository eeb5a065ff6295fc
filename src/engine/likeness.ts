import { ACCOUNT, REGION, THINGS, UUID } from '../aws/particulars.ts';
import type { Fault } from '../checks/check.ts';

/** What differs between advices that are alike: ids of things in a network, of nodes and of keys, regions, accounts, addresses. */
const PARTICULAR = new RegExp(
  [`\\b${THINGS}-[\\w-]+`, UUID, `\\b${REGION}\\b`, ACCOUNT, String.raw`\b\d+(?:\.\d+){3}(?:\/\d+)?`].join('|'),
  'g',
);

/** Gives what the advice for a fault has in common with that for others of its check, whatever thing, region and account it is for. */
export function adviceLikeness({ check, subject = '', remedy }: Fault): string {
  const name = subject.split('/').at(-1) ?? '';
  const text = JSON.stringify([check, remedy]);
  const plain = name.length < 2 ? text : text.split(name).join('*');
  // Of several subnets, security groups or nodes there may be one.
  return plain
    .replace(PARTICULAR, '*')
    .replace(/"\*"(?:,"\*")+/g, '"*"')
    .replace(/\*(?:[ ,]\*)+/g, '*');
}
