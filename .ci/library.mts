// Uses the library as a stranger would: against the sandbox, which AWS_ENDPOINT_URL leads to.
import assert from 'node:assert/strict';
import { diagnose, exitCode, parseInputs, parseScope, type Report, setup } from 'session-manager-cli';

const regions = ['us-east-1', 'eu-west-1'];
const scope = await parseScope({ regions }, process.env);
const inputs = parseInputs({ kms: true, grant: true });

const before: Report = await diagnose({ inputs, scope });
assert.deepEqual(
  before.targets.map(({ region }) => region),
  regions,
);
assert.equal(exitCode(before), 1);
const lacking = ({ targets }: Report): number =>
  targets
    .flatMap(({ findings }) => findings)
    .filter(({ check, verdict }) => check === 'instance.kms-decrypt' && verdict === 'fail').length;
assert.ok(lacking(before) > 0);

const done = await setup({ inputs, scope });
assert.equal(exitCode(done), 0);
const grants = done.targets.flatMap(({ changes }) => changes).filter(({ resource }) => resource === 'role-grant');
assert.deepEqual(
  grants.map(({ action, status }) => `${action} ${status}`),
  ['create done'],
);
assert.equal(lacking(await diagnose({ inputs, scope })), 0);
