// A process of its own that makes keys in a sandbox file: node --import tsx store-child.ts FILE FAULTS COUNT
import { parseFaults } from '../../../src/sandbox/door/faults.ts';
import { createSandbox } from '../../../src/sandbox/door/sandbox.ts';

const [file = '', faults = '', count = '1'] = process.argv.slice(2);
const sandbox = createSandbox({ file, faults: parseFaults(faults) });
// As the SDK would send it, which takes longer to load than all the rest.
const authorization =
  'AWS4-HMAC-SHA256 Credential=AKIASANDBOX/20260101/eu-central-1/kms/aws4_request, SignedHeaders=host, Signature=x';
const createKey = {
  method: 'POST',
  host: 'localhost',
  path: '/',
  headers: { authorization, 'x-amz-target': 'TrentService.CreateKey' },
  body: '{}',
};
let left = Number(count);
async function work(): Promise<void> {
  while (left > 0) {
    left -= 1;
    const { status } = await sandbox.handle(createKey);
    if (status !== 200) process.exitCode = 1;
  }
}
await Promise.all([work(), work(), work(), work()]);
