import { UserError } from '../errors.ts';
import type { Input, InputTable, List, Many, RawOf, Rule, Text, ValueOf } from './input.ts';
import { brokenRule, invalid, list, wholeNumber } from './values.ts';

/** The value of a row: undefined where it was not given and has no default. */
type Read<Row extends Input> = ValueOf<Row> | (Row extends { readonly default: unknown } ? never : undefined);

/**
 * Makes a reader of single inputs, which gives the value of an input, or the default of its row.
 * Throws a UserError for a value that its row does not allow.
 */
export const readerOf =
  <Table extends InputTable>(table: Table, raw: RawOf<Table>) =>
  <Flag extends keyof Table & string>(flag: Flag): Read<Table[Flag]> => {
    const row = table[flag] as Input;
    const given = raw[flag];
    return (given === undefined ? row.default : valueOf(`--${flag}`, row, given)) as Read<Table[Flag]>;
  };

function valueOf(flag: string, row: Input, given: boolean | Many): unknown {
  if (row.kind === 'switch' || row.kind === 'choice') return given;
  if (row.kind === 'list') return listOf(flag, row, given as Many);
  if (row.kind === 'number') return wholeNumber(flag, given as string, row.least, row.most, row.unit);
  return textOf(flag, row, given as string);
}

function textOf(flag: string, { rules = [], secret }: Text, text: string): string {
  const why = brokenRule(rules, text);
  if (why === undefined) return text;
  throw secret ? new UserError('invalid-value', `${flag}: ${why}`) : invalid(flag, text, why);
}

function listOf(flag: string, { rules = [], options, all }: List, values: Many): readonly string[] | 'all' {
  const items = list(flag, values);
  if (all && items.includes('all')) {
    if (items.length > 1) throw invalid(flag, items.join(','), 'all cannot be combined with other values');
    return 'all';
  }
  const every: readonly Rule[] = options ? [...rules, [options, `it must be one of ${options.join(', ')}`]] : rules;
  for (const item of items) {
    const why = brokenRule(every, item);
    if (why !== undefined) throw invalid(flag, item, why);
  }
  return items;
}

/** Checks that whatever an input needs is given too. Throws a UserError if not. */
export function checkNeeds(table: InputTable, raw: RawOf<InputTable>): void {
  const isGiven = (flag: string): boolean => {
    const row = table[flag];
    return raw[flag] !== undefined && (raw[flag] !== false || (row?.kind === 'switch' && row.negatable === true));
  };
  for (const [flag, { needs }] of Object.entries(table)) {
    if (needs !== undefined && isGiven(flag) && !isGiven(needs))
      throw new UserError('conflict', `--${flag} needs --${needs}`);
  }
}
