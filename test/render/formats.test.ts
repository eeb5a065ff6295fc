import assert from 'node:assert/strict';
import { doctorInputs } from '../../src/inputs/tables/doctor.ts';
import { FORMATS, reportPage } from '../../src/render/formats.ts';
import { diagnosis, fault, looked } from './reports.ts';

describe('the formats of a diagnosis', () => {
  const REPORT = diagnosis([looked([fault({ verdict: 'warn' })])]);
  const render = async (format: keyof typeof FORMATS, strict = false): Promise<string> => {
    const options = { strict, version: '1.2.3', width: 40, environment: {}, isTerminal: false, now: 0 };
    return [(await FORMATS[format]())(REPORT, options)]
      .flatMap((printed) => (typeof printed === 'string' ? printed : [...printed]))
      .join('\n');
  };

  it('are those of --format', () => assert.deepEqual(Object.keys(FORMATS), doctorInputs.format.options));

  it('are text that fits the columns', async () => {
    const lines = (await render('text')).split('\n');
    assert.equal(lines[0], '111122223333/us-east-1');
    assert.ok(
      lines.every((line) => line.length <= 40 || line.includes('aws kms')),
      lines.join('\n'),
    );
  });

  it('are Markdown, SARIF of this version, JUnit, and a page', async () => {
    assert.match(await render('markdown'), /^## session-manager doctor\n/);
    assert.match(await render('sarif'), /"semanticVersion": "1\.2\.3"/);
    assert.match(await render('junit'), /^<\?xml .*\n<testsuites .* failures="0"/);
    assert.match(await render('html'), /^<!doctype html>[\s\S]*session-manager 1\.2\.3/);
  });

  it('of a run that changes something are text and a page', async () => {
    assert.match((await reportPage())(REPORT, '1.2.3'), /^<!doctype html>[\s\S]*session-manager 1\.2\.3/);
  });

  it('count warnings as failures where that is asked for', async () => {
    assert.match(await render('junit', true), / failures="1"/);
  });
});
