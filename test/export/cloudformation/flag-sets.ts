import type { RawInputs } from '../../../src/inputs/inputs.ts';

/** Flags of setup in many combinations, each flag in several. */
export const FLAG_SETS: readonly RawInputs[] = [
  {},
  { kms: true },
  { kms: true, 'encrypt-sessions': true, retention: '365', grant: true },
  { kms: true, 'kms-alias': 'ops/session', 'rotation-days': '90', 'log-group': '/ops/sessions_x.y-z', tag: ['a=yes'] },
  { 'deletion-protection': true, retention: 'never', streaming: false, 'agent-update': false, grant: true },
  { 'deletion-protection': false, 'agent-update-targets': 'all', 'agent-update-schedule': 'rate(7 days)' },
  { 'agent-update-targets': ['tag:Env=${prod}', 'tag:Team=a b'], tag: ['team=ops é', 'cost=0012', 'on=off'] },
  { 's3-bucket': 'session-logs', 's3-prefix': 'ssm/${x}', 'idle-timeout': '15', 'max-duration': '60', grant: true },
  { 's3-bucket': 'session-logs', 's3-encryption': false, 'run-as': 'ssm-user', overwrite: true, 'policy-audit': false },
  {
    kms: true,
    'encrypt-sessions': true,
    'shell-profile-linux': "exec bash\nPS1='$ ' ${HOME} `id` \\n é 日本 😀 # c: d {{resolve:ssm:x}} \\u0000",
    'shell-profile-windows': '$env:X = "%PATH%"; ${AWS::Region}',
  },
];
