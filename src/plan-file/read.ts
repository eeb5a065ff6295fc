import { UserError } from '../errors.ts';
import { FileFault, parseJson, readText } from '../inputs/json-file.ts';
import { inputsOf, inputsReader, strangeFlag } from './asked.ts';
import { digestOf } from './digest.ts';
import { strangeWay } from './entry.ts';
import { isReady, type PlanFile, type PlanKind } from './plan-file.ts';
import { checkShape } from './shape.ts';

/** Reads the text of a plan file. Throws a UserError where that cannot be, or where it is too long to be one. */
export async function readPlanText(path: string): Promise<string> {
  try {
    return await readText(path, 'there is none; plan --out writes one');
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    if (error.kind === 'unfit') throw notAPlan(path, error.message, error);
    throw new UserError('no-plan-file', `cannot read plan file ${path}: ${error.message}`, [], { cause: error });
  }
}

/** What a plan must be, to be carried out here. */
interface Expected {
  readonly name: string;
  readonly kind: PlanKind;
  /** The version of session-manager. */
  readonly version: string;
  readonly sandbox: boolean;
}

/**
 * Reads a plan. Throws a UserError where it is none, was altered, was made by another version, is of the other command, or was made
 * on the sandbox and is not to be carried out there; or the other way round.
 */
export function parsePlan(text: string, { name, kind, version, sandbox }: Expected): PlanFile {
  const found = parse(text, name);
  checkHead(found, name, version);
  const { digest, ...rest } = found;
  if (typeof digest !== 'string' || digest !== digestOf(rest)) {
    throw new UserError(
      'plan-altered',
      `plan file ${name} was altered: it is not what plan --out wrote; make a new one, and review that`,
    );
  }
  checkShape(found, name);
  if (found.kind !== kind) {
    throw new UserError('other-plan', `plan file ${name} is a plan of ${found.kind}, not of ${kind}`, [
      `session-manager ${found.kind} --plan ${name}`,
    ]);
  }
  checkFlags(found, name);
  checkOnce(found, name);
  if ((found.sandbox ?? false) !== sandbox) {
    const why = sandbox ? 'was not made on the sandbox: leave out --sandbox' : 'was made on the sandbox: add --sandbox';
    throw new UserError('other-plan', `plan file ${name} ${why}`);
  }
  return found;
}

function parse(text: string, name: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw notAPlan(name, (error as FileFault).message, error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw notAPlan(name, 'plan --out writes one');
  return value as Readonly<Record<string, unknown>>;
}

const notAPlan = (name: string, why: string, cause?: unknown): UserError =>
  new UserError('not-a-plan', `${name} is no plan file: ${why}`, [], { cause });

// Before the digest: another version may make it in another way.
function checkHead(found: Readonly<Record<string, unknown>>, name: string, version: string): void {
  const { tool, format } = found;
  const { name: toolName, version: toolVersion } = (tool ?? {}) as Readonly<Record<string, unknown>>;
  if (toolName !== 'session-manager' || typeof toolVersion !== 'string' || format === undefined) {
    const isReport = 'command' in found && 'summary' in found;
    throw notAPlan(
      name,
      isReport ? 'it is a report that --json printed; plan --out writes one' : 'plan --out writes one',
    );
  }
  if (toolVersion === version) return;
  throw new UserError(
    'other-version',
    `plan file ${name} was made by session-manager ${toolVersion}, and this is ${version}, which may decide otherwise; make a new one`,
  );
}

/** Checks that no target is there twice, which would be worked on twice at once. */
function checkOnce({ targets }: PlanFile, name: string): void {
  const seen = new Set<string>();
  for (const { account, region } of targets.filter(isReady)) {
    const place = `${account}/${region}`;
    if (seen.has(place)) throw notAPlan(name, `${place} is there twice`);
    seen.add(place);
  }
}

/** Checks the flags of a plan as those of the command line are checked. */
function checkFlags({ kind, entry, targets }: PlanFile, name: string): void {
  const read = inputsReader();
  const known = inputsOf(kind);
  for (const { flags } of targets) {
    const strange = strangeFlag(flags as PlanFile['entry']['flags'], known);
    if (strange !== undefined) throw notAPlan(name, `--${strange} means nothing there, or has another kind of value`);
    read(flags);
  }
  const strange = strangeWay(entry);
  if (strange !== undefined) throw notAPlan(name, `--${strange} means nothing there, or has another kind of value`);
}
