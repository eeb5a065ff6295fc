import type { Fault } from '../checks/check.ts';

/** What differs between advices that are alike: ids of things in a network, of nodes and of keys, regions, accounts, addresses. */
const PARTICULAR =
  /\b(?:m?i|vpc|subnet|sg|rtb|vpce|nat|e?igw|acl|eni|dopt)-[\w-]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[a-z]{2}(?:-[a-z]+){1,2}-\d+\b|\b\d{12}\b|\b\d+(?:\.\d+){3}(?:\/\d+)?/g;

/** Gives what the advice for a fault has in common with that for others of its check, whatever thing, region and account it is for. */
export function likenessOf({ check, subject = '', remedy }: Fault): string {
  const name = subject.split('/').at(-1) ?? '';
  const text = JSON.stringify([check, remedy]);
  const plain = name.length < 2 ? text : text.split(name).join('*');
  // Of several subnets, security groups or nodes there may be one.
  return plain
    .replace(PARTICULAR, '*')
    .replace(/"\*"(?:,"\*")+/g, '"*"')
    .replace(/\*(?:[ ,]\*)+/g, '*');
}
