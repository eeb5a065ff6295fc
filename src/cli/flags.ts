import * as Flags from '@oclif/core/flags';
import type * as Interfaces from '@oclif/core/interfaces';
import type { Choice, Input, InputTable, List, Switch } from '../inputs/input.ts';
import { bootstrapInputs } from '../inputs/tables/bootstrap.ts';
import { checksInputs } from '../inputs/tables/checks.ts';
import { configInputs } from '../inputs/tables/config.ts';
import { confirmInputs, removalInputs } from '../inputs/tables/delete.ts';
import { doctorInputs } from '../inputs/tables/doctor.ts';
import { exportCloudformationInputs } from '../inputs/tables/export-cloudformation.ts';
import { exportTerraformInputs } from '../inputs/tables/export-terraform.ts';
import { exportPipelineInputs } from '../inputs/tables/export-pipeline.ts';
import { acceptingInputs, failOnInputs, judgingInputs } from '../inputs/tables/judging.ts';
import { logInputs, nodesInputs, sessionsInputs } from '../inputs/tables/listing.ts';
import { manyInputs } from '../inputs/tables/many.ts';
import { carryOutInputs, planInputs } from '../inputs/tables/plan.ts';
import { policyInputs } from '../inputs/tables/policy.ts';
import { sandboxInputs } from '../inputs/tables/sandbox.ts';
import { sessionInputs, startInputs } from '../inputs/tables/session.ts';
import { shardsInputs } from '../inputs/tables/shards.ts';
import { sshProxyInputs } from '../inputs/tables/ssh-proxy.ts';
import { sshConfigInputs } from '../inputs/tables/ssh-config.ts';
import { scpInputs, sftpInputs, sshInputs } from '../inputs/tables/ssh.ts';
import { mergeInputs } from '../inputs/tables/merge.ts';
import { nameInputs, setupInputs } from '../inputs/tables/setup.ts';
import {
  noopInputs,
  quietInputs,
  reportFormatInputs,
  runInputs,
  strictInputs,
  targetInputs,
} from '../inputs/tables/targets.ts';

/** The flag of an input. Values are text: the inputs themselves are read where they are needed. */
type FlagOf<Row extends Input> = Row extends Switch
  ? Interfaces.BooleanFlag<boolean>
  : Row extends List
    ? Interfaces.OptionFlag<string[] | undefined>
    : Row extends Choice
      ? Interfaces.OptionFlag<Row['options'][number] | (Row extends { readonly default: string } ? never : undefined)>
      : Interfaces.OptionFlag<string | undefined>;

type FlagsOf<Table extends InputTable> = { readonly [Flag in keyof Table]: FlagOf<Table[Flag]> };

/** Makes the flags of a table of inputs, each with its variable and its line of --help. */
const flagsOf = <Table extends InputTable>(table: Table): FlagsOf<Table> =>
  Object.fromEntries(Object.entries(table).map(([name, row]) => [name, flagOf(name, row)])) as FlagsOf<Table>;

function flagOf(name: string, row: Input) {
  const common = {
    description: row.help + defaultText(row),
    ...(row.env !== false && { env: `SESSION_MANAGER_${name.toUpperCase().replaceAll('-', '_')}` }),
    ...(row.group !== undefined && { helpGroup: row.group }),
    ...charOf(row),
  };
  if (row.kind === 'switch') {
    return Flags.boolean({
      ...common,
      ...(row.negatable && { allowNo: true }),
      ...(row.default !== undefined && { default: row.default }),
    });
  }
  if (row.kind === 'choice')
    return Flags.option({
      ...common,
      options: row.options,
      ...(row.default !== undefined && { default: row.default }),
    })();
  const text = { ...common, helpValue: row.value };
  return row.kind === 'list' ? Flags.string({ ...text, multiple: true, multipleNonGreedy: true }) : Flags.string(text);
}

// oclif itself shows the defaults of switches and choices.
function defaultText(row: Input): string {
  const shown = row.kind === 'switch' || row.kind === 'choice' ? undefined : row.default;
  const text = row.otherwise ?? shown;
  return text === undefined ? '' : ` [default: ${[text].flat().join(',')}]`;
}

const charOf = ({ char }: Input): { char?: Interfaces.AlphabetLowercase } =>
  char === undefined ? {} : { char: char as Interfaces.AlphabetLowercase };

/** The flags of `bootstrap`. */
export const bootstrapFlags = flagsOf(bootstrapInputs);

/** The flags of every command that works on targets. */
export const targetFlags = flagsOf({ ...targetInputs, ...runInputs, ...configInputs });

/** The flags for how a run over many targets goes on, and when it begins no more of them. */
export const manyFlags = flagsOf(manyInputs);

/** The flag to print what would be done, without a single call. */
export const noopFlag = flagsOf(noopInputs);

/** The flag for how much of a report is printed. */
export const quietFlag = flagsOf(quietInputs);

/** The flag for how a report is printed. */
export const reportFormatFlag = flagsOf(reportFormatInputs);

/** The flag for what counts as a failure. */
export const strictFlag = flagsOf(strictInputs);

/** The flags by which findings are compared with what is known, and for which of them a run fails. */
export const judgingFlags = flagsOf(judgingInputs);

/** The flag for which findings a run fails. */
export const failOnFlag = flagsOf(failOnInputs);

/** The flags for what `setup` makes, and `plan` shows. */
export const setupFlags = flagsOf(setupInputs);

/** The flags of the commands that tell what setup makes: where, how the run goes on, and how its report is printed and judged. */
export const setupRunFlags = {
  ...targetFlags,
  ...manyFlags,
  ...noopFlag,
  ...quietFlag,
  ...reportFormatFlag,
  ...strictFlag,
  ...judgingFlags,
  ...setupFlags,
};

/** The flags for how `delete` works. */
export const deleteFlags = flagsOf({ ...nameInputs, ...removalInputs });

/** The flag for whether `delete` asks. */
export const confirmFlag = flagsOf(confirmInputs);

/** The flags for what `plan` shows, and its exit code. */
export const planFlags = flagsOf(planInputs);

/** The flag for the plan that `setup`, or `delete`, carries out. */
export const carryOutFlag = flagsOf(carryOutInputs);

// Setup and doctor share one list of flags; some mean nothing to a command that changes nothing.
const unused = <Flag extends object>(flag: Flag): Flag => ({ ...flag, hidden: true });

/** The flags for what `doctor` checks, and how it prints that. */
export const doctorFlags = {
  ...flagsOf({ ...doctorInputs, ...checksInputs, ...judgingInputs, ...acceptingInputs }),
  ...setupFlags,
  overwrite: unused(setupFlags.overwrite),
  'policy-audit': unused(setupFlags['policy-audit']),
  grant: unused(setupFlags.grant),
  tag: unused(setupFlags.tag),
};

/** The flags of `policy`: those of `setup` that a policy depends on, and its own. */
export const policyFlags = {
  ...flagsOf(nameInputs),
  kms: setupFlags.kms,
  'kms-key': setupFlags['kms-key'],
  'encrypt-sessions': setupFlags['encrypt-sessions'],
  's3-bucket': setupFlags['s3-bucket'],
  's3-prefix': setupFlags['s3-prefix'],
  's3-encryption': setupFlags['s3-encryption'],
  ...flagsOf(policyInputs),
};

/** The flags of `export cloudformation`, besides those of `setup`. */
export const exportCloudformationFlags = flagsOf(exportCloudformationInputs);

/** The flags of `export terraform`, besides those of `setup`. */
export const exportTerraformFlags = flagsOf(exportTerraformInputs);

/** The flags of the commands that print a pipeline, besides those that go into it. */
export const exportPipelineFlags = flagsOf(exportPipelineInputs);

const { strict, format, compliance, 'group-by': groupBy } = doctorInputs;

/** The flags of `merge`: how reports are printed, and what counts as a failure. */
export const mergeFlags = flagsOf({
  strict,
  format,
  'group-by': groupBy,
  compliance,
  ...mergeInputs,
  ...judgingInputs,
  ...acceptingInputs,
  ...quietInputs,
});

const { delete: _delete, out: _out, ...ofPlans } = planInputs;

/** The flags of `config`: all that a configuration file may hold, and those of targets. */
export const explainedFlags = {
  ...targetFlags,
  ...flagsOf({
    ...manyInputs,
    ...noopInputs,
    ...quietInputs,
    ...setupInputs,
    ...removalInputs,
    ...ofPlans,
    ...sessionInputs,
  }),
  ...flagsOf({ ...strictInputs, ...doctorInputs, ...judgingInputs }),
};

/** The flags of every command that opens a session. */
export const sessionFlags = flagsOf(sessionInputs);

/** The flags for what `start` runs. */
export const startFlags = flagsOf(startInputs);

/** The flags for which nodes are listed, and how. */
export const nodesFlags = flagsOf(nodesInputs);

/** The flags for how targets are listed. */
export const targetsFlags = flagsOf(shardsInputs);

/** The flags for how the recording of a session is printed. */
export const logFlags = flagsOf(logInputs);

/** The flags for which sessions are listed, and how. */
export const sessionsFlags = flagsOf(sessionsInputs);

/** All flags of `ssh`. */
export const sshFlags = { ...targetFlags, ...noopFlag, ...sessionFlags, ...flagsOf(sshInputs) };

/** The flags of `ssh-config`, besides those for targets. */
export const sshConfigFlags = flagsOf(sshConfigInputs);

/** The flags of `sftp`, besides those for targets. */
export const sftpFlags = flagsOf(sftpInputs);

// -r is for folders there, as everybody knows.
const { char: _char, ...regions } = targetInputs.regions;

/** All flags of `scp`. */
export const scpFlags = {
  ...flagsOf({ ...targetInputs, ...runInputs, ...configInputs, regions }),
  ...flagsOf(scpInputs),
};

/** The flags for how ssh gets in over `ssh-proxy`. */
export const sshProxyFlags = flagsOf(sshProxyInputs);

/** The flags for what `sandbox` serves, and where. */
export const sandboxFlags = flagsOf(sandboxInputs);

/** The variables of all flags of all commands. */
export const variables: readonly string[] = [
  {
    ...targetFlags,
    ...manyFlags,
    ...noopFlag,
    ...quietFlag,
    ...strictFlag,
    ...setupFlags,
    ...deleteFlags,
    ...confirmFlag,
  },
  { ...carryOutFlag, ...planFlags, ...doctorFlags, ...policyFlags, ...sandboxFlags, ...startFlags },
].flatMap((flags) => Object.values(flags).flatMap(({ env }) => env ?? []));
