import { AwsError } from '../../protocols/aws-error.ts';
import { integer, list, required, structure, text } from '../../protocols/shape.ts';
import type { Document } from '../../state/ssm.ts';
import { type Context, reads } from '../operation.ts';
import { pageOf } from '../pages.ts';
import { amazonDocuments, type Found, isGone, sharedDocuments, versionOf } from './document.ts';

const filter = structure({ Key: required(text({ min: 1, max: 128 })), Values: required(list(text({ min: 1 }))) });

/** Lists the documents that an account sees: its own, those shared with it, and those of AWS. */
const listed = (context: Context): readonly Found[] => [
  ...Object.entries(context.here.documents)
    .filter(([, document]) => !isGone(document, context.now))
    .map(([name, document]) => ({ name, owner: context.account, document })),
  ...sharedDocuments(context),
  ...amazonDocuments(),
];

type Matches = (context: Context, found: Found) => boolean;

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DocumentKeyValuesFilter.html */
function matcher(key: string, values: readonly string[]): Matches {
  const [value = ''] = values;
  switch (key) {
    case 'DocumentType':
      return (_, { document }) => values.includes(document.type);
    case 'Name':
      return (_, { name }) => values.some((prefix) => name.startsWith(prefix));
    case 'Owner':
      if (values.length > 1) throw new AwsError('InvalidFilterKey', 'Only one Owner can be specified.');
      return ({ account }, { owner, document }) => ownersOf(account, owner, document).includes(value);
    default:
      throw new AwsError('InvalidFilterKey', `The specified filter key ${key} is not valid.`);
  }
}

/** Gives the words by which the filter for owners finds a document. */
function ownersOf(account: string, owner: string, { sharedWith }: Document): readonly string[] {
  if (owner === account) return ['Self'];
  if (owner === 'Amazon') return ['Amazon', 'Public'];
  return ['ThirdParty', Object.hasOwn(sharedWith, account) ? 'Private' : 'Public'];
}

export const documentListOperations = {
  ListDocuments: reads(
    structure({ Filters: list(filter), MaxResults: integer({ min: 1, max: 50 }), NextToken: text() }),
    (context, { Filters: filters = [], ...input }) => {
      const wanted = filters.map(({ Key: key, Values: values }) => matcher(key, values));
      const found = listed(context).filter((one) => wanted.every((matches) => matches(context, one)));
      const byName = found.toSorted((one, other) => (one.name < other.name ? -1 : 1));
      const { items, next } = pageOf(byName, ({ name }) => name, {
        limit: input.MaxResults ?? 10,
        token: input.NextToken,
        invalid: () => new AwsError('InvalidNextToken', "The specified token isn't valid."),
      });
      const shown = items.map(({ name, owner, document }) => ({
        Name: name,
        Owner: owner,
        DocumentType: document.type,
        DocumentVersion: document.defaultVersion,
        DocumentFormat: versionOf(document, '$DEFAULT').format,
        PlatformTypes: ['Windows', 'Linux', 'MacOS'],
        Tags: Object.entries(document.tags).map(([Key, Value]) => ({ Key, Value })),
      }));
      return { DocumentIdentifiers: shown, NextToken: next };
    },
  ),
};
