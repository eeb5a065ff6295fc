import type { IAM } from '../aws/clients/iam.ts';
import { TargetError } from '../errors.ts';
import { mergedStatements } from '../policies/documents/merge.ts';
import { type Policy, sameStatement, type Statement, values } from '../policies/reading/policy.ts';
import type { Target } from '../targets/target.ts';
import type { Place } from '../aws/place.ts';
import {
  attach,
  attachments,
  createManagedPolicy,
  findManagedPolicy,
  fromIamTags,
  removeManagedPolicy,
  updateManagedPolicy,
} from './managed-policy.ts';
import { ownerByTags } from './owner.ts';
import { isOurKind, isOurs, ownedTags, REGION_TAG } from './ownership.ts';
import type { Difference, Lacking, Resource, Tags, Write } from './resource.ts';

/** The name of the policy that gives the roles of nodes what they lack: one per account, for all its regions. */
export const GRANT = 'session-manager-sessions';

/** The description of that policy. */
export const GRANT_DESCRIPTION = 'What sessions of Session Manager need; made by session-manager setup --grant';

interface WantedGrant extends Lacking {
  readonly arn: string;
  /** The regions that need it. */
  readonly regions: readonly string[];
  readonly tags: Tags;
}

export interface FoundGrant {
  readonly arn: string;
  /** The version in effect: `v3`. */
  readonly version: string;
  readonly statements: readonly Statement[];
  /** Names of the roles that it is attached to. */
  readonly roles: readonly string[];
  /** The users and groups that others attached it to: `user ann`. */
  readonly others: readonly string[];
  readonly tags: Tags;
}

/** The value of the tag of ours on it. */
const KIND = 'role-grant';

const NOTHING: Lacking = { statements: [], roles: [] };

const arnOf = ({ partition, account }: Place): string => `arn:${partition.name}:iam::${account ?? ''}:policy/${GRANT}`;

const regionsOf = ({ region, regions = [region] }: Place): readonly string[] => regions;

/**
 * That policy. Every region that needs it leaves a tag on it, so that it is removed with the last one. It is never made smaller:
 * what it grants may be what another region lacked.
 */
export const roleGrant: Resource<WantedGrant, FoundGrant> = {
  id: 'role-grant',
  scope: 'account',

  title: () => `IAM policy ${GRANT}`,

  want({ tags, grant }, place, { lacking }) {
    if (!lacking && !grant) return undefined;
    const regions = regionsOf(place);
    return {
      ...(lacking ?? NOTHING),
      arn: arnOf(place),
      regions,
      tags: ownedTags(KIND, { ...tags, ...regionTags(regions) }),
    };
  },

  unmade: ({ roles }) => (roles.length === 0 ? 'needless' : undefined),

  async read(target) {
    const iam = await target.iam();
    const found = await findManagedPolicy(iam, arnOf(target));
    if (!found) return undefined;
    const { arn, document, tags, defaultVersion: version } = found;
    return { arn, version, statements: document?.Statement ?? [], ...(await attachments(iam, arn)), tags };
  },

  diff(want, have) {
    if (have) checkOurs(have);
    return [
      ...missingStatements(want, have).map(({ Sid = '', Action }) => ({
        field: `statement ${Sid}`,
        have: null,
        want: values(Action).join(', '),
      })),
      ...want.roles
        .filter((role) => !have?.roles.includes(role))
        .map((role) => ({ field: 'attached to', have: null, want: `role ${role}` })),
      ...missingRegions(want, have).map((region): Difference => ({ field: 'region', have: null, want: region })),
    ];
  },

  // One of others is refused by `diff`.
  basis: () => ({ ours: true }),

  sentence(action, { roles }, have) {
    const whom = roles.length > 0 ? ` for ${roles.length === 1 ? 'role' : 'roles'} ${roles.join(', ')}` : '';
    if (action === 'create') return `Creating IAM policy ${GRANT}${whom}`;
    if (action === 'update') return `Updating IAM policy ${GRANT}${whom}`;
    return `IAM policy ${GRANT} already exists${have && have.roles.length > 0 ? ` for ${have.roles.join(', ')}` : ''}`;
  },

  async apply(target, want, have) {
    const iam = await target.iam();
    let { statements } = want;
    if (!have) await createManagedPolicy(iam, GRANT, grantDocument(statements), want.tags, GRANT_DESCRIPTION);
    else {
      statements = await extend(iam, have, statements);
      if (missingRegions(want, have).length > 0) await tagPolicy(target, have.arn, regionTags(want.regions));
    }
    await attach(
      iam,
      want.arn,
      want.roles.filter((role) => !have?.roles.includes(role)),
    );
    return {
      arn: want.arn,
      version: have?.version ?? 'v1',
      statements,
      roles: [...new Set([...(have?.roles ?? []), ...want.roles])],
      others: have?.others ?? [],
      tags: { ...have?.tags, ...want.tags },
    };
  },

  tags: (_target, { tags }) => Promise.resolve(tags),

  tag: (target, { arn }, tags) => tagPolicy(target, arn, tags),

  removal: {
    standsAlone: true,

    decide({ roles, others }, tags, { place }) {
      if (isOurs(tags) && !isOurKind(tags, KIND)) return { action: 'keep', reason: `${OF_ANOTHER_KIND} made it` };
      const regions = regionsOf(place);
      const elsewhere = otherRegions(tags, regions);
      if (elsewhere.length > 0) {
        if (!regions.some((region) => REGION_TAG + region in tags)) return undefined;
        return {
          action: 'update',
          summary: `Keeping IAM policy ${GRANT} for ${elsewhere.join(', ')}`,
          loss: `only the note that ${regions.join(', ')} needs it`,
        };
      }
      const whom = [...roles, ...others];
      return { action: 'delete', loss: `what it grants to ${whom.length === 0 ? 'nobody' : whom.join(', ')}` };
    },

    // The paths of roles and users, which are a part of their ARNs, are not listed with their names.
    writes(target, { arn, roles, others }, tags) {
      const { partition, account } = target;
      if (otherRegions(tags, regionsOf(target)).length > 0) return [{ action: 'iam:UntagPolicy', arns: [arn], tags }];
      const detach = (kind: string, name: string, exactly: NonNullable<Write['exactly']>): Write => ({
        action: `iam:Detach${kind}Policy`,
        arns: [`arn:${partition.name}:iam::${account}:${kind.toLowerCase()}/${name}`],
        context: { 'iam:PolicyARN': [arn] },
        exactly,
      });
      const users = others.flatMap((other) => /^user (.+)$/.exec(other)?.[1] ?? []);
      return [
        ...roles.map((name) => detach('Role', name, (on) => roleOf(on, name))),
        ...users.map((name) => detach('User', name, (on) => userOf(on, name))),
        { action: 'iam:DeletePolicy', arns: [arn], tags },
      ];
    },

    async remove(target, { arn }, tags) {
      const iam = await target.iam();
      const regions = regionsOf(target);
      if (otherRegions(tags, regions).length === 0) await removeManagedPolicy(iam, arn);
      else await iam.untagPolicy({ PolicyArn: arn, TagKeys: regions.map((region) => REGION_TAG + region) });
    },
  },
};

async function roleOf(target: Target, RoleName: string): Promise<Identified> {
  const { Role: role } = await (await target.iam()).getRole({ RoleName });
  return { arns: [role?.Arn ?? ''], tags: fromIamTags(role?.Tags) };
}

async function userOf(target: Target, UserName: string): Promise<Identified> {
  const { User: user } = await (await target.iam()).getUser({ UserName });
  return { arns: [user?.Arn ?? ''], tags: fromIamTags(user?.Tags) };
}

type Identified = Required<Pick<Write, 'arns' | 'tags'>>;

const OF_ANOTHER_KIND = 'session-manager policy --create';

// Only its name is ours: it is neither extended nor attached.
function checkOurs({ arn, tags }: FoundGrant): void {
  if (isOurKind(tags, KIND)) return;
  const owner = ownerByTags(tags);
  throw new TargetError(
    'NotOurs',
    `there is a policy ${arn} already, which ${owner.by === 'others' ? `session-manager did not make (${owner.traits})` : `${OF_ANOTHER_KIND} made`}`,
    'give roles what they lack by another policy: session-manager policy instance; or delete that one, if nobody needs it, then run it again',
  );
}

const regionTags = (regions: readonly string[]): Tags =>
  Object.fromEntries(regions.map((region) => [REGION_TAG + region, 'needs-it']));

const missingRegions = ({ regions }: WantedGrant, have: FoundGrant | undefined): readonly string[] =>
  have ? regions.filter((region) => !(REGION_TAG + region in have.tags)) : [];

const otherRegions = (tags: Tags, regions: readonly string[]): readonly string[] =>
  Object.keys(tags)
    .filter((tag) => tag.startsWith(REGION_TAG))
    .map((tag) => tag.slice(REGION_TAG.length))
    .filter((region) => !regions.includes(region));

/** Makes the document of the policy. */
export const grantDocument = (statements: readonly Statement[]): Policy => ({
  Version: '2012-10-17',
  Statement: statements,
});

const MOST_TRIES = 5;

// Runs for other regions can extend it at the same time: what they put into effect in between is merged.
async function extend(
  iam: IAM,
  { arn, ...found }: FoundGrant,
  wanted: readonly Statement[],
): Promise<readonly Statement[]> {
  let have: Pick<FoundGrant, 'version' | 'statements'> = found;
  let statements = wanted;
  for (let tries = 1; missingStatements({ statements }, have).length > 0; tries += 1) {
    if (tries > MOST_TRIES) {
      throw Object.assign(new Error(`other runs keep changing ${arn}`), { name: 'ConcurrentModificationException' });
    }
    const document = grantDocument(mergedStatements(have.statements, statements));
    const others = await updateManagedPolicy(iam, arn, document, { base: have.version });
    if (others?.length === 0) return document.Statement;
    for (const { Statement } of others ?? []) statements = mergedStatements(statements, Statement);
    const now = await findManagedPolicy(iam, arn);
    have = { version: now?.defaultVersion ?? '', statements: now?.document?.Statement ?? [] };
  }
  return have.statements;
}

// A statement is there if adding it changes nothing.
function missingStatements(
  { statements }: Pick<Lacking, 'statements'>,
  have: Pick<FoundGrant, 'statements'> | undefined,
): readonly Statement[] {
  const merged = mergedStatements(have?.statements ?? [], statements);
  return merged.filter((statement) => !have?.statements.some((there) => sameStatement(there, statement)));
}

async function tagPolicy(target: Target, PolicyArn: string, tags: Tags): Promise<void> {
  const iam = await target.iam();
  await iam.tagPolicy({ PolicyArn, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) });
}
