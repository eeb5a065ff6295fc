import { AwsError } from '../../protocols/aws-error.ts';
import { required, structure } from '../../protocols/shape.ts';
import type { User } from '../../state/iam.ts';
import { type Context, reads, writes } from '../operation.ts';
import { iamArn, iamOf, isTaken, ownIam, userByName } from './account.ts';
import { alreadyExists, dateOf } from './answers.ts';
import { boundaryAndTags, newIdentity } from './identity.ts';
import { arn, newUserName, path, tagList, userName } from './shapes.ts';

export function userListed(context: Context, name: string, user: User): object {
  return {
    Path: user.path,
    UserName: name,
    UserId: user.id,
    Arn: iamArn(context, `user${user.path}${name}`),
    CreateDate: dateOf(user.created),
  };
}

export const userOperations = {
  GetUser: reads(structure({ UserName: userName }), (context, input) => {
    const { assumed, arn: caller } = context.caller;
    if (input.UserName === undefined && assumed) {
      throw new AwsError('ValidationError', 'Must specify userName when calling with non-User credentials');
    }
    const name = input.UserName ?? caller.split('/').at(-1) ?? '';
    const user = userByName(context, name);
    return { User: { ...userListed(context, name, user), ...boundaryAndTags(user) } };
  }),
  CreateUser: writes(
    structure({ Path: path, UserName: required(newUserName), PermissionsBoundary: arn, Tags: tagList }),
    (context, { UserName: name, ...input }) => {
      if (isTaken(iamOf(context).users, name)) throw alreadyExists(`User with name ${name} already exists.`);
      const user = newIdentity(context, 'AIDA', input);
      ownIam(context).users[name] = user;
      return { User: { ...userListed(context, name, user), ...boundaryAndTags(user) } };
    },
  ),
};
