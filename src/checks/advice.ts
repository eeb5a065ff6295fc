import type { RegionFacts } from '../facts/region.ts';

/** `session-manager setup …` for all that setup makes in one region. It can be pasted into a shell. */
export const wholeSetup = (facts: RegionFacts, logGroup: string | undefined): string =>
  facts.question.inputs.agentUpdate ? setupWith(facts, logGroup) : setupWith(facts, logGroup, '--no-agent-update');

/** The same for what these flags say, on what the preferences name already; the agent update stays as it is. */
export const setupCommand = (facts: RegionFacts, logGroup: string | undefined, ...flags: readonly string[]): string =>
  setupWith(facts, logGroup, ...flags, ...(flags.includes('--agent-update-targets') ? [] : ['--no-agent-update']));

function setupWith(
  { target, question }: RegionFacts,
  logGroup: string | undefined,
  ...flags: readonly string[]
): string {
  const { inputs } = question;
  const name = logGroup ?? inputs.logGroup.name;
  const alias = inputs.keyAlias.replace(/^alias\//, '');
  return command(
    'setup',
    ...whereabouts(target, question),
    ...(name === 'sessions' ? [] : ['--log-group', name]),
    ...(flags.includes('--kms') && !flags.includes('--kms-alias') && alias !== 'session' ? ['--kms-alias', alias] : []),
    ...flags,
  );
}

/** The flags that lead to this account and region again. */
function whereabouts(
  target: RegionFacts['target'],
  { invocation, accountsAsked }: RegionFacts['question'],
): readonly string[] {
  return [
    ...invocation,
    '--regions',
    target.region,
    ...(target.profile === undefined ? [] : ['--profiles', target.profile]),
    ...(accountsAsked ? ['--accounts', target.account] : []),
  ];
}

const command = (...words: readonly string[]): string => ['session-manager', ...words].map(quoted).join(' ');

/** `aws …` in one region, with the profile that led there. The text stands as it is; further words are quoted. */
export const awsCommand = (
  { target: { region, profile } }: Pick<RegionFacts, 'target'>,
  text: string,
  ...words: readonly string[]
): string => {
  const more = [...words, '--region', region, ...(profile === undefined ? [] : ['--profile', profile])];
  return `aws ${text} ${more.map(quoted).join(' ')}`;
};

/** A word as a POSIX shell takes it. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** A page of the AWS documentation. */
export const page = (name: string, guide = 'systems-manager/latest/userguide'): string =>
  `https://docs.aws.amazon.com/${guide}/${name}.html`;
