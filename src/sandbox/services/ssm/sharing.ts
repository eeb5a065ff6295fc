import { AwsError } from '../../protocols/aws-error.ts';
import { integer, list, oneOf, required, structure, text } from '../../protocols/shape.ts';
import { reads, writes } from '../operation.ts';
import { pageOf, sorted } from '../pages.ts';
import { ownDocument } from './document.ts';
import { ownDocumentName } from './shapes.ts';

const permissionType = required(oneOf('Share'));
const accounts = list(text({ pattern: '[aA][lL][lL]|[0-9]{12}' }), { max: 20 });

export const sharingOperations = {
  DescribeDocumentPermission: reads(
    structure({
      Name: ownDocumentName,
      PermissionType: permissionType,
      MaxResults: integer({ min: 1, max: 200 }),
      NextToken: text(),
    }),
    (context, input) => {
      const { sharedWith } = ownDocument(context, input.Name);
      const { items, next } = pageOf(sorted(sharedWith), ([account]) => account, {
        limit: input.MaxResults ?? 200,
        token: input.NextToken,
        invalid: () => new AwsError('InvalidNextToken', "The specified token isn't valid."),
      });
      return {
        AccountIds: items.map(([account]) => account),
        AccountSharingInfoList: items.map(([AccountId, SharedDocumentVersion]) => ({
          AccountId,
          SharedDocumentVersion,
        })),
        NextToken: next,
      };
    },
  ),
  ModifyDocumentPermission: writes(
    structure({
      Name: ownDocumentName,
      PermissionType: permissionType,
      AccountIdsToAdd: accounts,
      AccountIdsToRemove: accounts,
      SharedDocumentVersion: text({ max: 8, pattern: String.raw`([$]LATEST|[$]DEFAULT|[$]ALL)` }),
    }),
    (context, input) => {
      const { sharedWith } = ownDocument(context, input.Name);
      for (const account of input.AccountIdsToRemove ?? []) delete sharedWith[account.toLowerCase()];
      for (const account of input.AccountIdsToAdd ?? []) {
        sharedWith[account.toLowerCase()] = input.SharedDocumentVersion ?? '$DEFAULT';
      }
    },
  ),
};
