import { bool, required, structure } from '../../protocols/shape.ts';
import { reads, writes } from '../operation.ts';
import { isoTime } from '../times.ts';
import { deleteConflict, encoded, iamPage, limitExceeded } from './answers.ts';
import { managedByArn, ownPolicy, versionNumber, versionOf, versionShown } from './managed.ts';
import { checkManagedDocument } from './policies.ts';
import { arn, paging, policyDocument, versionId } from './shapes.ts';

const oneVersion = structure({ PolicyArn: required(arn), VersionId: required(versionId) });

export const policyVersionOperations = {
  // The latest comes first.
  ListPolicyVersions: reads(structure({ PolicyArn: required(arn), ...paging }), (context, input) => {
    const policy = managedByArn(context, input.PolicyArn);
    const order = (version: (typeof policy.versions)[number]): string =>
      String(1_000_000_000 - versionNumber(version)).padStart(10, '0');
    const { items, more } = iamPage(policy.versions, order, input);
    return { Versions: items.map((version) => versionShown(policy, version)), ...more };
  }),
  GetPolicyVersion: reads(oneVersion, (context, { PolicyArn: name, VersionId: id }) => {
    const policy = managedByArn(context, name);
    const version = versionOf(policy, name, id);
    return { PolicyVersion: { Document: encoded(version.document), ...versionShown(policy, version) } };
  }),
  CreatePolicyVersion: writes(
    structure({ PolicyArn: required(arn), PolicyDocument: required(policyDocument), SetAsDefault: bool() }),
    (context, { PolicyArn: name, PolicyDocument: document, SetAsDefault: isDefault = false }) => {
      const policy = ownPolicy(context, 'CreatePolicyVersion', name);
      checkManagedDocument(document);
      if (policy.versions.length >= 5) {
        throw limitExceeded(
          'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
        );
      }
      policy.lastVersion += 1;
      const version = { version: `v${policy.lastVersion}`, document, created: isoTime(context.now) };
      policy.versions.push(version);
      if (isDefault) policy.defaultVersion = version.version;
      return { PolicyVersion: versionShown(policy, version) };
    },
  ),
  SetDefaultPolicyVersion: writes(oneVersion, (context, { PolicyArn: name, VersionId: id }) => {
    const policy = ownPolicy(context, 'SetDefaultPolicyVersion', name);
    policy.defaultVersion = versionOf(policy, name, id).version;
  }),
  DeletePolicyVersion: writes(oneVersion, (context, { PolicyArn: name, VersionId: id }) => {
    const policy = ownPolicy(context, 'DeletePolicyVersion', name);
    const version = versionOf(policy, name, id);
    if (version.version === policy.defaultVersion) {
      throw deleteConflict('Cannot delete the default version of a policy.');
    }
    policy.versions = policy.versions.filter((other) => other !== version);
  }),
};
