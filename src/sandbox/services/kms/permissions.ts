import type { Key } from '../../state/kms.ts';
import type { Context, Permission, Permissions } from '../operation.ts';
import { anything, tagsIn, textIn, textsIn } from '../permission.ts';
import { kmsArn } from './key.ts';

/** The key that an input names by its id, its ARN or an alias, as IAM sees it; the tags of other accounts are not seen. */
const onKey: Permissions = (context, input) => [keyPermission(context, textIn(input, 'KeyId'))];

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html */
export const kmsPermissions: Readonly<Record<string, Permissions>> = {
  CancelKeyDeletion: onKey,
  // Both the alias and its key have to be allowed: https://docs.aws.amazon.com/kms/latest/developerguide/alias-access.html
  CreateAlias: (context, input) => [
    { resource: kmsArn(context, textIn(input, 'AliasName')) },
    keyPermission(context, textIn(input, 'TargetKeyId')),
  ],
  // "must have permission in an IAM policy that isn't restricted to particular KMS keys":
  // https://docs.aws.amazon.com/kms/latest/developerguide/tag-permissions.html
  CreateKey(context, input) {
    const requestTags = tagsIn(input, 'Tags', 'TagKey', 'TagValue');
    const tagging = { action: 'kms:TagResource', resource: kmsArn(context, 'key/*'), requestTags };
    return [{ resource: '*', requestTags }, ...(Object.keys(requestTags).length > 0 ? [tagging] : [])];
  },
  DeleteAlias(context, input) {
    const name = textIn(input, 'AliasName');
    const target = Object.hasOwn(context.here.aliases, name) ? context.here.aliases[name]?.target : undefined;
    return [{ resource: kmsArn(context, name) }, ...(target === undefined ? [] : [keyPermission(context, target)])];
  },
  DescribeKey: onKey,
  DisableKey: onKey,
  DisableKeyRotation: onKey,
  EnableKey: onKey,
  EnableKeyRotation: onKey,
  GenerateDataKey: onKey,
  GetKeyPolicy: onKey,
  GetKeyRotationStatus: onKey,
  ListAliases: anything,
  ListGrants: onKey,
  ListKeys: anything,
  ListResourceTags: onKey,
  PutKeyPolicy: onKey,
  ScheduleKeyDeletion: onKey,
  TagResource: (context, input) => [
    {
      ...keyPermission(context, textIn(input, 'KeyId')),
      requestTags: tagsIn(input, 'Tags', 'TagKey', 'TagValue'),
    },
  ],
  UntagResource: (context, input) => [
    { ...keyPermission(context, textIn(input, 'KeyId')), tagKeys: textsIn(input, 'TagKeys') },
  ],
};

function keyPermission(context: Context, id: string): Permission {
  const [, , , , owner = context.account, resource = ''] = id.startsWith('arn:') ? id.split(':') : [];
  const there = owner === context.account ? context.here : context.state.accounts[owner]?.[context.region];
  const name = id.startsWith('arn:') ? resource : id.startsWith('alias/') ? id : `key/${id}`;
  const isAlias = name.startsWith('alias/');
  const keyId = isAlias ? there?.aliases[name]?.target : name.slice('key/'.length);
  const key = keyId === undefined ? undefined : there?.keys[keyId];
  const keys = { ...keysOf(context, key), ...(isAlias && { 'kms:requestalias': [name] }) };
  const arn = key?.arn ?? (id.startsWith('arn:') && !isAlias ? id : kmsArn(context, `key/${keyId ?? ''}`));
  // The policy of a key of another account is asked where the key is found.
  return { resource: arn, keys, ...(key && owner === context.account && { tags: key.tags, policy: key.policy }) };
}

function keysOf({ here, account }: Context, key: Key | undefined): Permission['keys'] {
  const aliases = Object.entries(here.aliases).flatMap(([name, { target }]) => (target === key?.id ? [name] : []));
  return { 'kms:calleraccount': [account], ...(aliases.length > 0 && { 'kms:resourcealiases': aliases }) };
}
