import assert from 'node:assert/strict';
import {
  type StackSet,
  stackSetCommands,
  stackSetNotes,
  withStackSet,
} from '../../../src/export/cloudformation/stack-set.ts';

const SET: StackSet = {
  name: 'sessions',
  accounts: { kind: 'units', units: ['ou-abcd-11111111', 'ou-abcd-22222222'] },
  regions: ['eu-west-1', 'us-east-1'],
  concurrency: 16,
  delegatedAdmin: false,
  namesIam: false,
};

const FILE = ['--template-body', 'file://template.yaml'];

/** The options of the two commands, each by its name. */
function optionsOf(set: Partial<StackSet>): readonly Readonly<Record<string, string>>[] {
  return stackSetCommands({ ...SET, ...set }, FILE).map((command) => {
    const [, ...lines] = command.split(' \\\n');
    return Object.fromEntries(
      lines.map((line) => /^ {2}(--\S+) (.+)$/.exec(line)?.slice(1) ?? assert.fail(line)) as [string, string][],
    );
  });
}

describe('the commands for a stack set', () => {
  it('make it for units of the organization, and for accounts that join them', () => {
    const [create = {}, instances = {}] = optionsOf({});
    assert.deepEqual(create, {
      '--stack-set-name': 'sessions',
      '--template-body': 'file://template.yaml',
      '--permission-model': 'SERVICE_MANAGED',
      '--auto-deployment': 'Enabled=true,RetainStacksOnAccountRemoval=true',
      '--managed-execution': 'Active=true',
    });
    assert.deepEqual(instances, {
      '--stack-set-name': 'sessions',
      '--deployment-targets': 'OrganizationalUnitIds=ou-abcd-11111111,ou-abcd-22222222',
      '--regions': 'eu-west-1 us-east-1',
      '--operation-preferences':
        'RegionConcurrencyType=PARALLEL,MaxConcurrentCount=16,FailureTolerancePercentage=100,ConcurrencyMode=SOFT_FAILURE_TOLERANCE',
    });
  });

  it('make it for accounts that are named, without an organization', () => {
    const ids = ['111122223333', '444455556666'];
    const [create = {}, instances = {}] = optionsOf({ accounts: { kind: 'ids', ids } });
    assert.equal(create['--permission-model'], 'SELF_MANAGED');
    assert.equal(create['--auto-deployment'], undefined);
    assert.equal(instances['--accounts'], '111122223333 444455556666');
    assert.equal(instances['--deployment-targets'], undefined);
  });

  it('leave accounts out, tolerate failures, and go region by region', () => {
    const filter = { type: 'DIFFERENCE', ids: ['111122223333'] } as const;
    const [, instances = {}] = optionsOf({
      accounts: { kind: 'units', units: ['r-abcd'], filter },
      inOrder: true,
      concurrency: 5,
      maxFailures: { count: 3 },
    });
    assert.equal(
      instances['--deployment-targets'],
      'OrganizationalUnitIds=r-abcd,Accounts=111122223333,AccountFilterType=DIFFERENCE',
    );
    assert.equal(
      instances['--operation-preferences'],
      'RegionConcurrencyType=SEQUENTIAL,RegionOrder=eu-west-1,us-east-1,MaxConcurrentCount=5,FailureToleranceCount=3,ConcurrencyMode=SOFT_FAILURE_TOLERANCE',
    );
  });

  it('allow what names something in IAM, and speak for a delegated administrator in all of them', () => {
    const [create = {}, instances = {}] = optionsOf({ namesIam: true, delegatedAdmin: true });
    assert.equal(create['--capabilities'], 'CAPABILITY_NAMED_IAM');
    assert.deepEqual([create['--call-as'], instances['--call-as']], ['DELEGATED_ADMIN', 'DELEGATED_ADMIN']);
    assert.match(stackSetNotes({ ...SET, delegatedAdmin: true }).join('\n'), /sessions --call-as DELEGATED_ADMIN/);
  });

  it('stand at the head of the template, and apart, to be pasted; a large one is read from a bucket', () => {
    const made = { body: { A: 1 }, comments: { '': ['before'], 'Resources.Key': ['x'] } };
    const { template, commands } = withStackSet(made, SET, true);
    const head = template.comments[''] ?? [];
    assert.equal(head[0], 'before');
    assert.ok(head.join('\n').includes(commands));
    assert.deepEqual(template.comments['Resources.Key'], ['x']);
    assert.match(withStackSet(made, SET, false).commands, /--template-url https:/);
  });
});
