// A process of its own that makes keys or aliases in a sandbox file: node --import tsx store-child.ts FILE FAULTS COUNT
import { CreateKeyCommand } from '@aws-sdk/client-kms';
import { parseFaults } from '../../../src/sandbox/door/faults.ts';
import { createSandbox } from '../../../src/sandbox/door/sandbox.ts';
import { clientsOf } from '../clients.ts';

const [file = '', faults = '', count = '1'] = process.argv.slice(2);
const { kms } = clientsOf(createSandbox({ file, faults: parseFaults(faults) }));
let left = Number(count);
async function work(): Promise<void> {
  while (left > 0) {
    left -= 1;
    await kms.send(new CreateKeyCommand({}));
  }
}
await Promise.all([work(), work(), work(), work()]);
