import { integer, structure, text } from '../../protocols/shape.ts';
import { reads } from '../operation.ts';
import { pageOf, sorted } from '../pages.ts';
import { seconds } from '../times.ts';
import { keyById, keyId } from './key.ts';
import { invalidMarker, marker } from './tags.ts';

export const keyGrantOperations = {
  ListGrants: reads(
    structure({
      KeyId: keyId,
      GrantId: text({ min: 1, max: 128 }),
      GranteePrincipal: text({ min: 1, max: 256 }),
      Limit: integer({ min: 1, max: 100 }),
      Marker: marker,
    }),
    (context, input) => {
      const { arn, grants = {} } = keyById(context, input.KeyId);
      const found = sorted(grants).filter(
        ([id, { grantee }]) => (input.GrantId ?? id) === id && (input.GranteePrincipal ?? grantee) === grantee,
      );
      const options = { limit: input.Limit ?? 50, token: input.Marker, invalid: invalidMarker };
      const { items, next } = pageOf(found, ([id]) => id, options);
      const Grants = items.map(([GrantId, { grantee, operations, contextSubset, created }]) => ({
        KeyId: arn,
        GrantId,
        CreationDate: seconds(created),
        GranteePrincipal: grantee,
        IssuingAccount: `arn:aws:iam::${context.account}:root`,
        Operations: operations,
        Constraints: contextSubset && { EncryptionContextSubset: contextSubset },
      }));
      return { Grants, NextMarker: next, Truncated: next !== undefined };
    },
  ),
};
