import { required, structure } from '../../protocols/shape.ts';
import type { Identity } from '../../state/iam.ts';
import { reads, writes } from '../operation.ts';
import { modifiableRole, ownIam, roleByName, userByName } from './account.ts';
import { encoded, iamPage, limitExceeded, noSuchEntity } from './answers.ts';
import { checkPolicy, sizeOf } from './documents.ts';
import { paging, policyDocument, policyName, roleName, userName } from './shapes.ts';

const rolePolicy = { RoleName: required(roleName), PolicyName: required(policyName) };
const userPolicy = { UserName: required(userName), PolicyName: required(policyName) };

/** Lists the names of inline policies. */
export function inlineNames({ inline }: Pick<Identity, 'inline'>, input: Parameters<typeof iamPage>[2]): object {
  const { items, more } = iamPage(Object.keys(inline), (name) => name, input);
  return { PolicyNames: items, ...more };
}

/** Finds the text of an inline policy. */
export function inlineDocument(
  { inline }: Pick<Identity, 'inline'>,
  kind: 'role' | 'user' | 'group',
  name: string,
): string {
  const document = Object.hasOwn(inline, name) ? inline[name] : undefined;
  if (document === undefined) throw noSuchEntity(`The ${kind} policy with name ${name} cannot be found.`);
  return document;
}

/** Refuses a policy that is malformed, or that would exceed the quota for all inline policies together. */
function checkInline({ inline }: Identity, name: string, document: string, quota: number, owner: string): void {
  checkPolicy(document);
  const size = Object.values({ ...inline, [name]: document }).reduce((sum, text) => sum + sizeOf(text), 0);
  if (size > quota) throw limitExceeded(`Maximum policy size of ${quota} bytes exceeded for ${owner}`);
}

export const inlinePolicyOperations = {
  ListRolePolicies: reads(structure({ RoleName: required(roleName), ...paging }), (context, input) =>
    inlineNames(roleByName(context, input.RoleName), input),
  ),
  GetRolePolicy: reads(structure(rolePolicy), (context, { RoleName: role, PolicyName: name }) => {
    const document = inlineDocument(roleByName(context, role), 'role', name);
    return { RoleName: role, PolicyName: name, PolicyDocument: encoded(document) };
  }),
  PutRolePolicy: writes(
    structure({ ...rolePolicy, PolicyDocument: required(policyDocument) }),
    (context, { RoleName: roleOwner, PolicyName: name, PolicyDocument: document }) => {
      const role = modifiableRole(context, roleOwner);
      checkInline(role, name, document, 10_240, `role ${roleOwner}`);
      role.inline[name] = document;
      ownIam(context).roles[roleOwner] = role;
    },
  ),
  DeleteRolePolicy: writes(structure(rolePolicy), (context, { RoleName: owner, PolicyName: name }) => {
    const role = modifiableRole(context, owner);
    inlineDocument(role, 'role', name);
    delete role.inline[name];
    ownIam(context).roles[owner] = role;
  }),
  ListUserPolicies: reads(structure({ UserName: required(userName), ...paging }), (context, input) =>
    inlineNames(userByName(context, input.UserName), input),
  ),
  GetUserPolicy: reads(structure(userPolicy), (context, { UserName: user, PolicyName: name }) => {
    const document = inlineDocument(userByName(context, user), 'user', name);
    return { UserName: user, PolicyName: name, PolicyDocument: encoded(document) };
  }),
  PutUserPolicy: writes(
    structure({ ...userPolicy, PolicyDocument: required(policyDocument) }),
    (context, { UserName: owner, PolicyName: name, PolicyDocument: document }) => {
      const user = userByName(context, owner);
      checkInline(user, name, document, 2048, `user ${owner}`);
      user.inline[name] = document;
      ownIam(context).users[owner] = user;
    },
  ),
};
