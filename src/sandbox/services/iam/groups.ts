import { required, structure } from '../../protocols/shape.ts';
import type { Group } from '../../state/iam.ts';
import { type Context, reads, writes } from '../operation.ts';
import { groupsOf, groupsOfUser, iamArn, userByName } from './account.ts';
import { dateOf, encoded, iamPage, noSuchEntity } from './answers.ts';
import { listAttached } from './attachments.ts';
import { inlineDocument, inlineNames } from './inline.ts';
import { arn, paging, policyName, policyPath, userName } from './shapes.ts';

/** Names of groups follow the rules for names of users. */
const GroupName = required(userName);

function groupByName(context: Context, name: string): Group {
  const groups = groupsOf(context);
  const group = Object.hasOwn(groups, name) ? groups[name] : undefined;
  if (!group) throw noSuchEntity(`The group with name ${name} cannot be found.`);
  return group;
}

/** Shows a group as lists have it. */
export function groupListed(context: Context, name: string, { id, path, created }: Group): object {
  return {
    Path: path,
    GroupName: name,
    GroupId: id,
    Arn: iamArn(context, `group${path}${name}`),
    CreateDate: dateOf(created),
  };
}

/** The operations on groups. A group is put into the state as it is: nothing here makes one. */
export const groupOperations = {
  ListGroupsForUser: reads(structure({ UserName: required(userName), ...paging }), (context, input) => {
    userByName(context, input.UserName);
    const { items, more } = iamPage(groupsOfUser(context, input.UserName), ([name]) => name, input);
    return { Groups: items.map(([name, group]) => groupListed(context, name, group)), ...more };
  }),
  ListGroupPolicies: reads(structure({ GroupName, ...paging }), (context, input) =>
    inlineNames(groupByName(context, input.GroupName), input),
  ),
  GetGroupPolicy: reads(
    structure({ GroupName, PolicyName: required(policyName) }),
    (context, { GroupName: group, PolicyName: name }) => {
      const document = inlineDocument(groupByName(context, group), 'group', name);
      return { GroupName: group, PolicyName: name, PolicyDocument: encoded(document) };
    },
  ),
  ListAttachedGroupPolicies: reads(structure({ GroupName, PathPrefix: policyPath, ...paging }), (context, input) =>
    listAttached(context, groupByName(context, input.GroupName), input),
  ),
  DetachGroupPolicy: writes(
    structure({ GroupName, PolicyArn: required(arn) }),
    (context, { GroupName: name, PolicyArn: policyArn }) => {
      const group = groupByName(context, name);
      if (!group.attached.includes(policyArn)) throw noSuchEntity(`Policy ${policyArn} was not found.`);
      group.attached = group.attached.filter((other) => other !== policyArn);
    },
  ),
};
