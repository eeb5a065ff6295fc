// Operations of Route 53 that write: the sandbox only reads hosted zones.
import assert from 'node:assert/strict';
import { change } from '../planted.ts';
import type { World } from '../world.ts';
import { one, type Options } from './options.ts';

/** Runs `aws route53 …`. */
export async function followRoute53(on: World, operation: string, options: Options, where: string): Promise<void> {
  await change(
    on,
    ({ hostedZones = {} }) => {
      const zone = hostedZones[one(options, 'hosted-zone-id')] ?? assert.fail('there is no such zone');
      switch (operation) {
        case 'disassociate-vpc-from-hosted-zone': {
          const [, vpc = ''] = /,VPCId=(.+)$/.exec(one(options, 'vpc')) ?? [];
          assert.ok(zone.vpcs.includes(vpc) && zone.vpcs.length > 1, 'the last VPC of a zone stays');
          zone.vpcs = zone.vpcs.filter((id) => id !== vpc);
          return;
        }
        case 'change-resource-record-sets': {
          const record =
            /^Changes=\[\{Action=UPSERT,ResourceRecordSet=\{Name=([^,]+),Type=A,AliasTarget=\{HostedZoneId=Z\w+,DNSName=([\w.-]+),EvaluateTargetHealth=false\}\}\}\]$/.exec(
              one(options, 'change-batch'),
            );
          const [, name, alias] = record ?? assert.fail(one(options, 'change-batch'));
          assert.ok(name !== undefined && alias !== undefined);
          zone.records = zone.records.filter((found) => found.name !== name || found.type !== 'A');
          zone.records.push({ name, type: 'A', values: [], alias });
          return;
        }
        default:
          assert.fail(`aws route53 ${operation}`);
      }
    },
    where,
  );
}
