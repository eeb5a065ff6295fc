// Makes the page of a diagnosis: KIND FILE. Prints the milliseconds that it took, and the peak of memory in MB.
import { writeFileSync } from 'node:fs';
import { CATALOGUE } from '../src/checks/catalogue.ts';
import { CHECK_IDS } from '../src/checks/index.ts';
import { pageAssets } from '../src/render/html/assets.ts';
import { diagnosisHtml } from '../src/render/html/diagnosis.ts';
import { diagnosis, fault, looked } from '../test/render/reports.ts';
import { ESTATE_REGIONS } from './estate.ts';

const [kind, file = ''] = process.argv.slice(2);
const targets = Array.from({ length: 2000 }, (_target, at) => {
  const region = ESTATE_REGIONS[at % ESTATE_REGIONS.length] ?? '';
  const findings = Array.from({ length: 30 }, (_finding, index) => {
    const node = `i-${String(at * 30 + index).padStart(17, '0')}`;
    return fault({
      check: CHECK_IDS[(index * 7) % CHECK_IDS.length] ?? '',
      verdict: index % 3 === 0 ? 'fail' : 'warn',
      subject: node,
      name: `web-${at}-${index}`,
      summary: kind === 'alike' ? `it is wrong in way ${index}` : `agent ${at}.${index} is wrong in a way of its own`,
      advice: `aws ssm send-command --document-name AWS-UpdateSSMAgent --instance-ids ${node} --region ${region}`,
    });
  });
  const account = String(200_000_000_000 + Math.floor(at / ESTATE_REGIONS.length));
  return looked(findings, { account, accountName: `account-${account.slice(-3)}`, region });
});
const report = diagnosis(targets);
const assets = await pageAssets();
const started = performance.now();
const page = diagnosisHtml(report, CATALOGUE, '0.0.0', assets);
const milliseconds = performance.now() - started;
writeFileSync(file, page);
console.log(`${milliseconds.toFixed(0)} ${(process.resourceUsage().maxRSS / 1024).toFixed(0)}`);
