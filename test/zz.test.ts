import { mockClient } from 'aws-sdk-client-mock';
import { KMS, KMSClient, DescribeKeyCommand, paginateListKeys, ListKeysCommand } from '@aws-sdk/client-kms';
import { STSClient, GetCallerIdentityCommand, STS } from '@aws-sdk/client-sts';
describe('x', () => { it('y', async () => {
  const m = mockClient(KMSClient);
  const s = mockClient(STSClient);
  m.send.callsFake((command: object) => Promise.reject(new Error('unexpected ' + command.constructor.name)));
  s.on(GetCallerIdentityCommand).resolves({ Account: '1' });
  m.on(DescribeKeyCommand, { KeyId: 'a' }).resolves({ KeyMetadata: { KeyId: 'a' } }).on(ListKeysCommand).resolves({ Keys: [] });
  const kms = new KMS({ region: 'us-east-1' });
  console.log(await kms.describeKey({ KeyId: 'a' }));
  console.log(await new STS({region:'eu-west-1'}).getCallerIdentity({}));
  await kms.describeKey({ KeyId: 'b' }).catch((e) => console.log(e.message));
  await kms.createKey({ }).catch((e) => console.log(e.message));
  for await (const p of paginateListKeys({ client: kms }, {})) console.log(p);
  console.log([...m.calls(), ...s.calls()].map((c) => [c.args[0].constructor.name, (c as any).callId, c.args[0].input]));
  console.log(await (s.calls()[0]!.thisValue as any).config.region());
}); });
