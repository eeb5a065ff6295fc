import type { IAM } from '../aws/clients/iam.ts';
import { roleName } from '../names/role.ts';
import { once } from '../once.ts';
import type { Policy } from '../policies/reading/policy.ts';
import type { Target } from '../targets/target.ts';
import { boundaryAt, inlinePolicy, isOfAws, managedPolicy, type Role } from './roles.ts';

/** The owner of the credentials, as IAM knows it. */
export type Caller = Principal | Other;

/** The root user, who is allowed everything, or a caller of whom IAM knows no policies. */
interface Other {
  readonly kind: 'other';
  readonly name: string;
}

export interface Principal {
  readonly kind: 'principal';
  /** `role/Admin`, `user/alice` */
  readonly name: string;
  readonly arn: string;
  /** The value of `${aws:userid}` in its sessions: `AROA…:session` or `AIDA…`; absent where it is not known. */
  readonly userId?: string;
  /** The beginning of the ids of its sessions: the name of the user, or of the session of the role. */
  readonly sessionName: string;
  /** Set where the name is made up: of a role that is asked about, without one of its sessions. */
  readonly sessionUnknown?: true;
  /** ARNs of the managed policies attached to it. */
  attached(): Promise<readonly string[]>;
  /** Documents of its policies, also those of its groups; those of AWS are left out. */
  policies(): Promise<readonly Policy[]>;
  /** Document of its permissions boundary; undefined: none that can be read. */
  boundary(): Promise<Policy | undefined>;
}

/** The session that we open ourselves when we assume a role. */
const OWN_SESSION = 'session-manager';

/** Reads the owner of a target's credentials; `roleNamed` finds a role of the account. */
export async function readCaller(
  target: Target,
  roleNamed: (name: string) => Promise<Role | undefined>,
): Promise<Caller> {
  const { caller: arn = '', account } = target;
  const [kind = '', ...path] = arn.split(':').at(-1)?.split('/') ?? [];
  const last = path.at(-1) ?? '';
  if (kind === 'user') return readUser(await target.iam(), last, arn);
  if (kind !== 'assumed-role' && kind !== 'role') return { kind: 'other', name: kind || account };
  const name = roleName(arn);
  const session = kind === 'assumed-role' ? last : OWN_SESSION;
  const role = await roleNamed(name);
  if (!role) return { kind: 'other', name: `role/${name}` };
  return principalOf(role, session);
}

/** Gives a role as the owner of a session; without the name of one, of any. */
export const principalOf = (role: Role, session?: string): Principal => ({
  kind: 'principal',
  name: `role/${role.name}`,
  arn: role.arn,
  ...(role.id !== undefined && { userId: `${role.id}:${session ?? OWN_SESSION}` }),
  sessionName: session ?? OWN_SESSION,
  ...(session === undefined && { sessionUnknown: true }),
  attached: () => role.attached(),
  policies: () => role.policies(),
  boundary: () => role.boundary(),
});

/** Reads a user by its name. Rejects where there is none. */
export async function readUser(client: IAM, UserName: string, known?: string): Promise<Principal> {
  const { User } = await client.getUser({ UserName });
  const arn = known ?? User?.Arn ?? '';
  const groupNames = once(async () => {
    const groups = await allOf(client.paginateListGroupsForUser({ UserName }), ({ Groups }) => Groups);
    return groups.flatMap(({ GroupName }) => GroupName ?? []);
  });
  const attached = once(async () => {
    const own = allOf(
      client.paginateListAttachedUserPolicies({ UserName }),
      ({ AttachedPolicies }) => AttachedPolicies,
    );
    const ofGroups = groupNames().then((names) =>
      Promise.all(
        names.map((GroupName) =>
          allOf(client.paginateListAttachedGroupPolicies({ GroupName }), ({ AttachedPolicies }) => AttachedPolicies),
        ),
      ),
    );
    // Both at once: a failure that nobody waits for yet would end the process.
    const [mine, theirs] = await Promise.all([own, ofGroups]);
    return [...mine, ...theirs.flat()].flatMap(({ PolicyArn }) => PolicyArn ?? []);
  });
  return {
    kind: 'principal',
    name: `user/${UserName}`,
    arn,
    ...(User?.UserId && { userId: User.UserId }),
    sessionName: UserName,
    attached,
    policies: once(async () => {
      const own = (await attached()).filter((policy) => !isOfAws(policy));
      const managed = await Promise.all(own.map((policy) => managedPolicy(client, policy)));
      return [...(await inlinePolicies(client, UserName, await groupNames())), ...managed.flat()];
    }),
    boundary: once(() => boundaryAt(client, User?.PermissionsBoundary)),
  };
}

async function inlinePolicies(
  client: IAM,
  UserName: string,
  groupNames: readonly string[],
): Promise<readonly Policy[]> {
  const own = await allOf(client.paginateListUserPolicies({ UserName }), ({ PolicyNames }) => PolicyNames);
  const documents = own.map(async (PolicyName) =>
    inlinePolicy(PolicyName, (await client.getUserPolicy({ UserName, PolicyName })).PolicyDocument),
  );
  const ofGroups = groupNames.map(async (GroupName) => {
    const names = await allOf(client.paginateListGroupPolicies({ GroupName }), ({ PolicyNames }) => PolicyNames);
    return Promise.all(
      names.map(async (PolicyName) =>
        inlinePolicy(PolicyName, (await client.getGroupPolicy({ GroupName, PolicyName })).PolicyDocument, GroupName),
      ),
    );
  });
  const [mine, theirs] = await Promise.all([Promise.all(documents), Promise.all(ofGroups)]);
  return [...mine, ...theirs.flat()].flat();
}

/** Gives what is on all pages: IAM may end a page before it is full. */
async function allOf<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<readonly Item[]> {
  const found: Item[] = [];
  for await (const page of pages) found.push(...(itemsOf(page) ?? []));
  return found;
}
