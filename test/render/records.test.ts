import assert from 'node:assert/strict';
import { printedReport } from '../../src/render/json.ts';
import { accountLabel } from '../../src/aws/place.ts';
import { faultsOf, goneFrom, recordsOf } from '../../src/render/records.ts';
import { diagnosis, fault, fine, looked } from './reports.ts';

const REPORT = diagnosis([looked([fault(), fault(), ...fine(1)]), looked([fault()], { account: '444455556666' })]);

describe('the findings of a report, one by one', () => {
  it('have the ids that --json has', () => {
    const printed = printedReport(REPORT).targets.flatMap(({ findings }) =>
      findings.flatMap((finding) => ('id' in finding ? finding.id : [])),
    );
    assert.deepEqual(
      [...faultsOf(REPORT)].map(({ id }) => id),
      printed,
    );
  });

  it('have an id where they are ok, too, which is different in every place', () => {
    const records = [...recordsOf(diagnosis([looked(fine(2)), looked(fine(2), { region: 'eu-west-1' })]))];
    assert.equal(new Set(records.map(({ id }) => id)).size, 4);
  });

  it('come with the target that they are reported with', () => {
    assert.deepEqual(
      [...faultsOf(REPORT)].map(({ target }) => accountLabel(target)),
      ['111122223333', '111122223333', '444455556666'],
    );
    assert.equal(accountLabel({ account: null, profile: 'dev' }), 'dev');
  });

  it('are gone only where an earlier report was named', () => assert.deepEqual(goneFrom(REPORT), []));
});
