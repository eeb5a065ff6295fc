import { adviceOf, diagnose, exitCode, parseInputs, parseScope, setup } from '../../src/index.ts';

const flags = { kms: true, grant: true };
const order = {
  flags,
  inputs: parseInputs(flags),
  scope: await parseScope({ regions: ['us-east-1', 'eu-west-1'] }, process.env),
};

const report = await setup(order);
for (const { account, region, status } of report.targets) console.log(account, region, status);

const diagnosis = await diagnose(order);
console.log(`${diagnosis.summary.fail} checks fail`);
for (const { remedy, clears } of diagnosis.fixes ?? []) console.log(`${adviceOf(remedy)} clears ${clears}`);
process.exitCode = exitCode(report) || exitCode(diagnosis);
