import { AwsError } from './aws-error.ts';
import type { Protocol } from './protocol.ts';
import { query } from './query.ts';
import { xml } from './xml.ts';

const NAMESPACE = 'https://route53.amazonaws.com/doc/2013-04-01/';

/** The operations that GET does, by their path; the groups of it and the parameters of the query are the input. */
const PATHS: readonly (readonly [path: RegExp, operation: string, parameters: Readonly<Record<string, string>>])[] = [
  [
    /^\/2013-04-01\/hostedzonesbyvpc$/,
    'ListHostedZonesByVPC',
    { vpcid: 'VPCId', vpcregion: 'VPCRegion', maxitems: 'MaxItems', nexttoken: 'NextToken' },
  ],
  [
    /^\/2013-04-01\/hostedzone\/(?<HostedZoneId>[^/]+)\/rrset$/,
    'ListResourceRecordSets',
    { name: 'StartRecordName', type: 'StartRecordType', identifier: 'StartRecordIdentifier', maxitems: 'MaxItems' },
  ],
];

/** `HostedZoneSummaries` holds `HostedZoneSummary`. */
const singular = (list: string): string => list.replace(/ies$/, 'y').replace(/s$/, '');

/** AWS REST XML as Route 53 uses it. Refusals are those of the query protocol. */
export const route53Xml: Protocol = {
  ...query({ namespace: NAMESPACE }),
  operation({ method, path }) {
    const found = method === 'GET' ? PATHS.find(([pattern]) => pattern.test(path)) : undefined;
    if (!found) throw new AwsError('UnknownOperationException', '', 404);
    return found[1];
  },
  input({ path, query: asked = {} }) {
    const [pattern, , parameters] = PATHS.find(([one]) => one.test(path)) ?? [/^/, '', {}];
    const named = Object.entries(parameters).flatMap(([name, member]) => {
      const value = asked[name];
      return value === undefined ? [] : [[member, value] as const];
    });
    return { ...pattern.exec(path)?.groups, ...Object.fromEntries(named) };
  },
  answer(operation, output, requestId) {
    const root = `${operation}Response`;
    return {
      status: 200,
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
      body: `<?xml version="1.0"?>\n<${root} xmlns="${NAMESPACE}">${xml(output, singular)}</${root}>`,
    };
  },
};
