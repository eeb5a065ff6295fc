import { type Asking, checkForm, checkGrouping, checkNoop } from '../../src/cli/how-printed.ts';
import Doctor from '../../src/commands/doctor.ts';
import { badInput } from '../aws.ts';

const asking = (argv: readonly string[], isJson = argv.includes('--json')): Asking => ({
  argv,
  flags: Doctor.flags,
  isJson,
});

describe('how a result is printed', () => {
  it('is said once: --json and --format are refused together', () => {
    for (const format of ['sarif', 'text', 'csv']) {
      badInput(
        () => checkForm(format, asking(['--json', '--format', format]), {}),
        `--json and --format ${format} both`,
      );
    }
    badInput(
      () => checkForm('sarif', asking([], true), { SESSION_MANAGER_JSON: '1', SESSION_MANAGER_FORMAT: 'sarif' }),
      'SESSION_MANAGER_JSON and --format sarif both',
    );
  });

  it('may be said by the word that beats the other, and by a format that is JSON', () => {
    checkForm('sarif', asking(['--json']), { SESSION_MANAGER_FORMAT: 'sarif' });
    checkForm('sarif', asking(['--format=sarif'], false), { SESSION_MANAGER_JSON: '1' });
    checkForm('json', asking(['--json', '--format', 'json']), {});
    checkForm('text', asking([], true), { SESSION_MANAGER_JSON: '1', SESSION_MANAGER_FORMAT: 'text' });
  });
});

describe('findings that are to be grouped', () => {
  it('are not by controls in a format that has none, which names those that have', () => {
    for (const format of ['sarif', 'junit', 'asff', 'ocsf', 'csv'] as const) {
      badInput(
        () => checkGrouping({ format, compliance: 'soc2' }, asking([])),
        `--format ${format} does not group by controls`,
        'choose text, markdown, html or --json',
      );
      checkGrouping({ format, compliance: 'soc2' }, asking([], true));
    }
    for (const format of ['text', 'markdown', 'html'] as const)
      checkGrouping({ format, compliance: 'soc2' }, asking([]));
  });

  it('have no order in what has one of its own', () => {
    const argv = ['--group-by', 'node'];
    badInput(() => checkGrouping({ format: 'html', 'group-by': 'node' }, asking(argv)), '--format html has an order');
    badInput(() => checkGrouping({ format: 'text', 'group-by': 'node' }, asking([...argv, '--json'])), '--json has an');
    badInput(
      () => checkGrouping({ format: 'text', 'group-by': 'node', compliance: 'soc2' }, asking(argv)),
      '--group-by and --compliance both',
    );
    checkGrouping({ format: 'markdown', 'group-by': 'node' }, asking(argv));
    checkGrouping({ format: 'sarif', 'group-by': 'node' }, asking([]));
  });

  it('are none under --noop', () => {
    badInput(() => checkNoop({ format: 'csv' }, asking([])), 'so there is nothing for --format csv');
    badInput(() => checkNoop({ format: 'text' }, asking(['--group-by=node'])), 'so there is nothing for --group-by');
    badInput(() => checkNoop({ format: 'text' }, asking(['--compliance', 'soc2'])), 'nothing for --compliance');
    checkNoop({ format: 'text' }, asking(['--strict']));
  });
});
