// What Security Hub takes: the schema that AWS publishes with its SDK, and the limits of its documentation.
import { BatchImportFindingsRequest$ } from '@aws-sdk/client-securityhub';

/** A shape of the SDK: `0` a text, `1` a number, `2` a boolean, 64 more a list of them, 128 more a map; or what describes it, perhaps only when it is called. */
type Shape = number | (() => Shape) | readonly unknown[];

/** Lists what a request to import findings must not be, by the schema of the SDK: members that there are not, or that are missing, and other types. */
export const strangeIn = (request: unknown): readonly string[] =>
  flaws(request, BatchImportFindingsRequest$, 'request');

function flaws(value: unknown, shape: Shape, path: string): readonly string[] {
  if (typeof shape === 'function') return flaws(value, shape(), path);
  if (typeof shape === 'number') return simple(value, shape, path);
  const [kind, , , , first, second, required] = shape as readonly [
    number,
    string,
    string,
    unknown,
    never,
    never,
    number?,
  ];
  if (kind === 1) return listed(value, path).flatMap((item, index) => flaws(item, first, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path} is no object`];
  const members = Object.entries(value);
  if (kind === 2) return members.flatMap(([name, member]) => flaws(member, second, `${path}.${name}`));
  const [names, shapes] = [first, second] as unknown as readonly [readonly string[], readonly Shape[]];
  const missing = names.slice(0, required ?? 0).filter((name) => !(name in value));
  return [
    ...missing.map((name) => `${path} lacks ${name}`),
    ...members.flatMap(([name, member]) => {
      const known = shapes[names.indexOf(name)];
      return known === undefined ? [`${path} has ${name}`] : flaws(member, known, `${path}.${name}`);
    }),
  ];
}

function listed(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`${path} is no list`);
  return value;
}

function simple(value: unknown, shape: number, path: string): readonly string[] {
  if (shape & 64) return listed(value, path).flatMap((item, index) => simple(item, shape & 63, `${path}[${index}]`));
  if (shape & 128) {
    const members = Object.entries(value as object);
    return members.flatMap(([name, member]) => simple(member, shape & 63, `${path}.${name}`));
  }
  const type = (['string', 'number', 'boolean'] as const)[shape];
  if (typeof value !== type) return [`${path} is no ${type}`];
  // Every text has the pattern .*\S.*, which no line break fits.
  return type === 'string' && !/^.*\S.*$/.test(value as string) ? [`${path} is blank, or of several lines`] : [];
}

/** The lengths of texts: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html */
const LENGTHS: Readonly<Record<string, number>> = {
  Id: 512,
  ProductArn: 2048,
  ProductName: 128,
  CompanyName: 128,
  GeneratorId: 512,
  AwsAccountId: 12,
  AwsAccountName: 50,
  Title: 256,
  Description: 1024,
};

/** A finding, as far as it has limits. */
export interface Imported extends Readonly<Record<string, unknown>> {
  readonly Id: string;
  readonly ProductArn: string;
  readonly AwsAccountId: string;
  readonly Title: string;
  readonly Description: string;
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
  readonly RecordState: string;
  readonly Severity: { readonly Label: string; readonly Original: string };
  readonly Workflow?: { readonly Status: string };
  readonly Remediation?: { readonly Recommendation: { readonly Text: string; readonly Url?: string } };
  readonly ProductFields: Readonly<Record<string, string>>;
  readonly Types: readonly string[];
  readonly Resources: readonly {
    readonly Type: string;
    readonly Id: string;
    readonly Partition?: string;
    readonly Region: string;
  }[];
  readonly Compliance: { readonly Status: string; readonly RelatedRequirements?: readonly string[] };
}

const lengthOf = (text: unknown): number => (typeof text === 'string' ? text.length : 0);

/** Lists the limits that a batch exceeds. */
export const excessIn = (batch: readonly Imported[]): readonly string[] => [
  ...(batch.length < 1 || batch.length > 100 ? [`${batch.length} findings`] : []),
  ...(Buffer.byteLength(JSON.stringify(batch)) > 6_000_000 ? ['a batch of more than 6 MB'] : []),
  ...(new Set(batch.map(({ ProductArn }) => ProductArn)).size > 1 ? ['several accounts or regions'] : []),
  ...batch.flatMap((finding) => [
    ...(Buffer.byteLength(JSON.stringify(finding)) > 240_000 ? [`${finding.Id} has more than 240 KB`] : []),
    ...Object.entries(LENGTHS)
      .filter(([name, most]) => lengthOf(finding[name]) > most)
      .map(([name]) => `${name} of ${finding.Id} is too long`),
    ...((finding.Remediation?.Recommendation.Text.length ?? 0) > 512 ? ['a recommendation is too long'] : []),
    ...((finding.Compliance.RelatedRequirements?.length ?? 0) > 32 ? ['too many requirements'] : []),
    ...(Object.keys(finding.ProductFields).length > 50 ? ['too many fields'] : []),
    ...Object.entries(finding.ProductFields)
      .filter(([name, value]) => name.length > 128 || value.length > 2048)
      .map(([name]) => `the field ${name} is too long`),
    ...(finding.Resources.length < 1 || finding.Resources.length > 32 ? ['resources'] : []),
    ...finding.Resources.filter(({ Id }) => Id.length > 512).map(() => 'the id of a resource is too long'),
  ]),
];
