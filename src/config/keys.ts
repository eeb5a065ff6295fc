import type { Input, InputTable } from '../inputs/input.ts';
import { bootstrapInputs } from '../inputs/tables/bootstrap.ts';
import { checksInputs } from '../inputs/tables/checks.ts';
import { configInputs } from '../inputs/tables/config.ts';
import { confirmInputs, removalInputs } from '../inputs/tables/delete.ts';
import { doctorInputs } from '../inputs/tables/doctor.ts';
import { acceptingInputs, judgingInputs } from '../inputs/tables/judging.ts';
import { logInputs, nodesInputs, sessionsInputs } from '../inputs/tables/listing.ts';
import { manyInputs } from '../inputs/tables/many.ts';
import { planInputs } from '../inputs/tables/plan.ts';
import { policyInputs } from '../inputs/tables/policy.ts';
import { sandboxInputs } from '../inputs/tables/sandbox.ts';
import { sessionInputs, startInputs } from '../inputs/tables/session.ts';
import { setupInputs } from '../inputs/tables/setup.ts';
import { sshConfigInputs } from '../inputs/tables/ssh-config.ts';
import { sshProxyInputs } from '../inputs/tables/ssh-proxy.ts';
import { scpInputs } from '../inputs/tables/ssh.ts';
import { noopInputs, quietInputs, runInputs, strictInputs, targetInputs } from '../inputs/tables/targets.ts';

/** Flags that a file could hold, but for those below. */
const flags: InputTable = {
  ...targetInputs,
  ...manyInputs,
  ...runInputs,
  ...strictInputs,
  ...noopInputs,
  ...quietInputs,
  ...setupInputs,
  ...removalInputs,
  ...planInputs,
  ...doctorInputs,
  ...judgingInputs,
  ...sessionInputs,
};

/** Flags that no file may hold, and why. */
const REFUSED: Readonly<Record<string, string>> = {
  yes: 'it answers a question for you: give --yes where that is meant',
  delete: 'it makes another run of a plan: give --delete where that is meant',
  plan: 'it makes another run of it: give --plan where that is meant',
  out: 'it writes a file: give --out where that is meant',
  since: 'it is about one run: give --since, or set SESSION_MANAGER_SINCE',
  json: 'it is about one run: give --json, or set SESSION_MANAGER_JSON',
  config: 'a configuration file cannot name another',
  'no-config': 'a configuration file cannot say that it is not read',
};

/** Flags that only the command line knows: some mean something else with another command. */
const ONLY_TYPED: readonly string[] = Object.keys({
  ...confirmInputs,
  ...configInputs,
  ...acceptingInputs,
  ...bootstrapInputs,
  ...checksInputs,
  ...logInputs,
  ...nodesInputs,
  ...sessionsInputs,
  ...policyInputs,
  ...sandboxInputs,
  ...startInputs,
  ...sshConfigInputs,
  ...sshProxyInputs,
  ...scpInputs,
});

const isKey = ([flag, row]: readonly [string, Input]): boolean =>
  row.env !== false && !(row.kind === 'text' && row.secret) && !Object.hasOwn(REFUSED, flag);

/** The keys of a configuration file: the flags that can come from the environment, but for what is secret or about one run. */
export const KEYS: InputTable = Object.fromEntries(Object.entries(flags).filter(isKey));

/** Keys that can differ from target to target. */
export const TARGET_KEYS: readonly string[] = Object.keys({ ...setupInputs, ...removalInputs }).filter(
  (key) => key in KEYS,
);

/** Keys that count only in a file that the user has named: what they do to things of others, or to the truth, may be lost on whoever finds the file. */
export const NAMED_ONLY: Readonly<Record<string, string>> = {
  force: 'it lets delete take what others made',
  overwrite: 'it lets setup change what others made',
  sandbox: 'it makes a run one of a made-up AWS',
};

/** Lists whose items can name a file with more of them: `@accounts.txt`. */
export const WITH_FILES: readonly string[] = ['accounts', 'exclude-accounts'];

/** Texts that are the paths of files; in a configuration, from its own folder. */
export const PATHS: readonly string[] = ['baseline'];

/** Lists whose items are `key=value`, which a file may also write as a map. */
export const PAIRS: readonly string[] = ['tag', 'account-tags'];

/** Says why a flag is no key; undefined for what is no flag at all. */
export function reasonAgainst(flag: string): string | undefined {
  if (Object.hasOwn(REFUSED, flag)) return REFUSED[flag];
  if (ONLY_TYPED.includes(flag)) return 'it is given on the command line only';
  return undefined;
}

const SECRET = /secret|password|passwd|token|credential|(?:access|private|api|account)[-_ ]?key|external[-_ ]?id/i;

/** Tells whether a key is the name of something secret. */
export const isSecretName = (key: string): boolean => {
  const row = Object.hasOwn(flags, key) ? flags[key] : undefined;
  return (row?.kind === 'text' && row.secret === true) || SECRET.test(key);
};

/** Tells whether a text holds the id of an access key: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
export const holdsAccessKey = (text: string): boolean => /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/.test(text);
