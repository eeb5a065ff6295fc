import { AwsError } from '../../protocols/aws-error.ts';
import { integer, required, structure, text } from '../../protocols/shape.ts';
import type { Alias } from '../../state/kms.ts';
import { reads, writes } from '../operation.ts';
import { pageOf, sorted } from '../pages.ts';
import { isoTime, seconds } from '../times.ts';
import { keyById, keyId, kmsArn, notPendingDeletion, sweep } from './key.ts';
import { invalidMarker, marker } from './tags.ts';

const aliasName = required(text({ min: 1, max: 256, pattern: '[a-zA-Z0-9:/_-]+' }));

/** The aliases that AWS reserves in every account; they are listed without a target before their key exists. */
const RESERVED: readonly string[] = [
  'alias/aws/dynamodb',
  'alias/aws/ebs',
  'alias/aws/rds',
  'alias/aws/s3',
  'alias/aws/ssm',
];

export const aliasOperations = {
  CreateAlias: writes(structure({ AliasName: aliasName, TargetKeyId: keyId }), (context, input) => {
    checkAliasName(input.AliasName);
    const key = keyById(context, input.TargetKeyId);
    if (Object.hasOwn(context.here.aliases, input.AliasName)) {
      const arn = kmsArn(context, input.AliasName);
      throw new AwsError('AlreadyExistsException', `An alias with the name ${arn} already exists`);
    }
    notPendingDeletion(key);
    if (Object.values(context.here.aliases).filter((alias) => alias.target === key.id).length >= 50) {
      throw new AwsError('LimitExceededException', `${key.arn} has too many aliases`);
    }
    const time = isoTime(context.now);
    context.here.aliases[input.AliasName] = { target: key.id, created: time, updated: time };
  }),
  DeleteAlias: writes(structure({ AliasName: aliasName }), (context, input) => {
    checkAliasName(input.AliasName);
    sweep(context);
    if (!Object.hasOwn(context.here.aliases, input.AliasName)) {
      throw new AwsError('NotFoundException', `Alias ${kmsArn(context, input.AliasName)} is not found.`);
    }
    delete context.here.aliases[input.AliasName];
  }),
  ListAliases: reads(
    structure({ KeyId: text({ min: 1, max: 2048 }), Limit: integer({ min: 1, max: 100 }), Marker: marker }),
    (context, input) => {
      const target = input.KeyId === undefined ? undefined : keyById(context, input.KeyId).id;
      sweep(context);
      const reserved = Object.fromEntries(RESERVED.map((name) => [name, undefined]));
      const all: [string, Alias | undefined][] =
        target === undefined
          ? sorted({ ...reserved, ...context.here.aliases }).map(([name, alias]) => [name, alias])
          : sorted(context.here.aliases).flatMap(([name, alias]) => (alias.target === target ? [[name, alias]] : []));
      const options = { limit: input.Limit ?? 50, token: input.Marker, invalid: invalidMarker };
      const { items, next } = pageOf(all, ([name]) => name, options);
      const shown = items.map(([name, alias]) => ({
        AliasName: name,
        AliasArn: kmsArn(context, name),
        TargetKeyId: alias?.target,
        CreationDate: alias && seconds(alias.created),
        LastUpdatedDate: alias && seconds(alias.updated),
      }));
      return { Aliases: shown, NextMarker: next, Truncated: next !== undefined };
    },
  ),
};

function checkAliasName(name: string): void {
  if (!name.startsWith('alias/')) {
    throw new AwsError(
      'ValidationException',
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    );
  }
  if (name.startsWith('alias/aws/')) throw new AwsError('NotAuthorizedException', '');
  if (!/^alias\/[a-zA-Z0-9/_-]+$/.test(name)) {
    throw new AwsError('InvalidAliasNameException', `${name} contains invalid characters for an alias`);
  }
}
