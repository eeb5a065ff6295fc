import type { RawInputs } from '../../inputs/inputs.ts';
import type { FieldValue } from '../resource.ts';
import { asBoolean, filledInput, UNKNOWN } from './input-reading.ts';
import { isRecord, type SessionDocument } from './session-document.ts';
import { FIELDS } from './session-fields.ts';

/** An input that the agent or AWS does not accept as it is written. */
export interface SchemaProblem {
  readonly field: string;
  /** As it is written, in JSON. */
  readonly have: string;
  /** Of a text with parameters: the value that their defaults give, which is the one that is wrong. */
  readonly default?: FieldValue;
  readonly want: string;
  /** For minutes that are not allowed: the most that are allowed, and the flag of setup that sets them. */
  readonly minutes?: { readonly most: string; readonly flag: string };
}

/** What a switch must be. */
export const SWITCH = 'true or false, without quotes';

/**
 * Finds the inputs of a document whose type or range is wrong. The agent reads `cloudWatchStreamingEnabled` as a strict boolean
 * and accepts the other switches as text, too; names and shell profiles are texts to it (`SessionInputs` and `ShellProfileConfig` in
 * agent/contracts/model.go of aws/amazon-ssm-agent). A text with
 * parameters is judged by their defaults, and where one has none, not at all.
 */
export function schemaProblems(document: SessionDocument): readonly SchemaProblem[] {
  const { schemaVersion, sessionType } = document;
  const problems: SchemaProblem[] = [];
  for (const [field, have, want] of [
    ['schemaVersion', schemaVersion, '1.0'],
    ['sessionType', sessionType, 'Standard_Stream'],
  ] as const) {
    if (have !== want) problems.push({ field, have: JSON.stringify(have) ?? 'missing', want: JSON.stringify(want) });
  }
  const expect = (
    name: string,
    isFine: (value: unknown, isText: boolean) => boolean,
    want: string,
    more: Partial<SchemaProblem> = {},
  ): void => {
    const { value, text } = filledInput(document, name);
    if (value === UNKNOWN || value === undefined || value === null || isFine(value, text !== undefined)) return;
    const shown = text === undefined ? {} : { default: typeof value === 'string' ? value : JSON.stringify(value) };
    problems.push({ field: name, have: JSON.stringify(text ?? value), ...shown, want, ...more });
  };
  for (const { name, absent, strict } of FIELDS) {
    if (typeof absent !== 'boolean') continue;
    expect(
      name,
      // What the agent makes of a text with parameters depends on its version.
      (value, isText) =>
        typeof value === 'boolean' ||
        (typeof value === 'string' && (!strict || isText) && (value === '' || asBoolean(value) !== undefined)),
      SWITCH,
    );
  }
  for (const { name, absent, range } of FIELDS) {
    if (typeof absent === 'string' && !range) expect(name, (value) => typeof value === 'string', 'a text, in quotes');
  }
  expect('shellProfile', (value) => isRecord(value) || value === '', 'a map with the members linux and windows');
  for (const { name, range, flag } of FIELDS) {
    if (range === undefined || flag === undefined) continue;
    const { least, most, unit } = range;
    expect(
      name,
      (value) => {
        const text = typeof value === 'number' || typeof value === 'string' ? String(value) : 'none';
        return text === '' || (/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most);
      },
      `${least} to ${most} ${unit}`,
      { minutes: { most: String(most), flag } },
    );
  }
  return problems;
}

/** A name that is written in another form, such as an ARN, and so leads nowhere. */
export interface NameProblem extends SchemaProblem {
  /** The flag of setup that sets it. */
  readonly flag: string;
  /** The right name, if it can be derived. */
  readonly name?: string;
  /** The flags of setup that set the right name, if it can be derived. */
  readonly flags: RawInputs;
}

/**
 * Finds what is wrong with the names of the log group and of the bucket.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html
 */
export const nameProblems = (document: SessionDocument): readonly NameProblem[] =>
  FIELDS.flatMap(({ name: field, names, flag }) => {
    const { value, text } = filledInput(document, field);
    if (!names || flag === undefined || typeof value !== 'string' || value === '' || names.is.test(value)) return [];
    const bare = value.trim();
    const name = names.within.exec(value)?.[1] ?? (names.is.test(bare) ? bare : undefined);
    const flags = name === undefined ? {} : { [flag]: name };
    const shown = text === undefined ? {} : { default: value };
    return [
      {
        field,
        have: JSON.stringify(text ?? value),
        ...shown,
        want: names.must,
        flag,
        ...(name !== undefined && { name }),
        flags,
      },
    ];
  });
