/** What has to be right for sessions to be logged: the preferences, where the log goes, and the way of nodes to it. */
export const LOGGED = [
  'prefs.missing',
  'prefs.unlogged',
  'prefs.default-not-latest',
  'log-group.missing',
  'log-group.class',
  's3.missing',
  'instance.logs-permissions',
  'instance.s3-permissions',
  'dhmc.role-without-logs',
  'vpc.endpoint-logs',
] as const;

/** Ways to do on nodes what no session log has. They are looked at for the caller, or for those who are asked about. */
export const AROUND = ['bypass.ssh', 'bypass.document', 'bypass.commands'] as const;

/** Ways to turn the log off, or to delete it; as above. */
export const AGAINST = ['bypass.preferences', 'bypass.erase'] as const;

/** Whether the log is encrypted where it is kept. */
export const AT_REST = ['log-group.unencrypted', 's3.unencrypted'] as const;

/** Whether the keys of sessions and logs are there, enabled, and the right kind. */
export const KEYS = [
  'kms.missing',
  'kms.disabled',
  'kms.pending-deletion',
  'kms.not-usable',
  'kms.asymmetric',
] as const;

/** Whether agents are kept up to date. */
export const UPDATED = [
  'agent.too-old',
  'association.missing',
  'association.failed',
  'association.pinned',
  'association.closed',
  'association.covers-nothing',
] as const;

/** Whether what belongs to sessions is open to other accounts, or to everybody. */
export const OPEN = ['prefs.shared', 'sharing.public-allowed', 's3.public'] as const;

/** Whether what is in effect is what was laid down: the latest version, and the flags of the run. */
export const DEVIATING = [
  'prefs.default-not-latest',
  'prefs.drift',
  'log-group.retention',
  'log-group.key-mismatch',
  'log-group.deletion-protection',
] as const;
