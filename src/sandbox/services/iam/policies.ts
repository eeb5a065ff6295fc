import { bool, oneOf, required, structure } from '../../protocols/shape.ts';
import type { ManagedPolicy } from '../../state/iam.ts';
import { reads, writes } from '../operation.ts';
import { isoTime } from '../times.ts';
import { iamArn, iamOf, ownIam, uniqueId } from './account.ts';
import { alreadyExists, deleteConflict, iamPage, limitExceeded, tagsShown } from './answers.ts';
import { checkPolicy, sizeOf } from './documents.ts';
import { isAwsPolicy, managedByArn, managedPolicies, ownPolicy, policyListed, usesOf } from './managed.ts';
import { arn, description, paging, policyDocument, policyName, policyPath, tagList } from './shapes.ts';
import { newTags } from './tags.ts';

/** Refuses a document that no managed policy can have. */
export function checkManagedDocument(document: string): void {
  checkPolicy(document);
  if (sizeOf(document) > 6144) throw limitExceeded('Cannot exceed quota for PolicySize: 6144');
}

export const usageFilter = oneOf('PermissionsPolicy', 'PermissionsBoundary');

export const policyOperations = {
  ListPolicies: reads(
    structure({
      Scope: oneOf('All', 'AWS', 'Local'),
      OnlyAttached: bool(),
      PathPrefix: policyPath,
      PolicyUsageFilter: usageFilter,
      ...paging,
    }),
    (context, input) => {
      const { Scope: scope = 'All', PathPrefix: prefix = '/', PolicyUsageFilter: usage } = input;
      const wanted = ([name, policy]: readonly [string, ManagedPolicy]): boolean => {
        const { attached, bounded } = usesOf(context, name);
        const used = usage === 'PermissionsBoundary' ? bounded : usage ? attached : [...attached, ...bounded];
        return (
          policy.path.startsWith(prefix) &&
          (scope === 'All' || isAwsPolicy(name) === (scope === 'AWS')) &&
          ((input.OnlyAttached !== true && usage === undefined) || used.length > 0)
        );
      };
      const policies = Object.entries(managedPolicies(context)).filter(wanted);
      const { items, more } = iamPage(policies, ([name, policy]) => `${policy.name} ${isAwsPolicy(name)}`, input);
      return { Policies: items.map(([name, policy]) => policyListed(context, name, policy)), ...more };
    },
  ),
  GetPolicy: reads(structure({ PolicyArn: required(arn) }), (context, { PolicyArn: name }) => {
    const policy = managedByArn(context, name);
    const shown = policyListed(context, name, policy);
    return { Policy: { ...shown, Description: policy.description || undefined, Tags: tagsShown(policy.tags) } };
  }),
  CreatePolicy: writes(
    structure({
      PolicyName: required(policyName),
      Path: policyPath,
      PolicyDocument: required(policyDocument),
      Description: description,
      Tags: tagList,
    }),
    (context, input) => {
      const { PolicyName: name, PolicyDocument: document, Path: path = '/' } = input;
      checkManagedDocument(document);
      const present = Object.values(iamOf(context).policies);
      if (present.some((policy) => policy.name.toLowerCase() === name.toLowerCase())) {
        throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
      }
      const created = isoTime(context.now);
      const policy: ManagedPolicy = {
        id: uniqueId('ANPA'),
        name,
        path,
        description: input.Description ?? '',
        created,
        defaultVersion: 'v1',
        versions: [{ version: 'v1', document, created }],
        lastVersion: 1,
        tags: newTags(input.Tags ?? []),
      };
      const policyArn = iamArn(context, `policy${path}${name}`);
      ownIam(context).policies[policyArn] = policy;
      const tags = tagsShown(policy.tags);
      return { Policy: { ...policyListed(context, policyArn, policy), Tags: tags.length > 0 ? tags : undefined } };
    },
  ),
  DeletePolicy: writes(structure({ PolicyArn: required(arn) }), (context, { PolicyArn: name }) => {
    const policy = ownPolicy(context, 'DeletePolicy', name);
    const { attached, bounded } = usesOf(context, name);
    if (attached.length + bounded.length > 0) throw deleteConflict('Cannot delete a policy attached to entities.');
    if (policy.versions.length > 1) {
      throw deleteConflict(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      );
    }
    delete ownIam(context).policies[name];
  }),
};
