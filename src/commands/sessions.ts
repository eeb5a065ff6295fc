import * as Args from '@oclif/core/args';
import { noopFlag, sessionsFlags, targetFlags } from '../cli/flags.ts';
import { type CallsToCome, ListingCommand } from '../cli/listing-command.ts';
import type { EndingOfSessions } from '../engine/end-sessions.ts';
import type { EvidenceListing } from '../engine/evidence.ts';
import type { SessionListing, SessionWish } from '../engine/sessions.ts';
import type { Order } from '../engine/order.ts';
import { EXIT, UserError } from '../errors.ts';
import type { ListingFormat, ListingRenderer } from '../render/listing.ts';
import { visible } from '../render/visible.ts';

/** AWS forgets sessions after so many days. */
const DAYS = 30;

interface Wishes {
  readonly active: boolean;
  readonly history: boolean;
  readonly since?: string | undefined;
  readonly owner?: string | undefined;
  readonly node?: string | undefined;
  readonly evidence: boolean;
  readonly strict: boolean;
}

export default class Sessions extends ListingCommand {
  static override summary = 'list who is in, and who was, in all regions and accounts; or end sessions';

  static override description = `Without flags, the sessions that are open. AWS keeps those that are over for ${DAYS} days.
--evidence finds where each of them is recorded, by its document: in the log group, in the bucket, or not at all. AWS never records SSH and ports.
sessions end ID… ends sessions, each where it is open. Whether that is allowed only for one's own is up to IAM.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --regions all',
    '<%= config.bin %> <%= command.id %> --history --since 7d --owner jane --node web-1',
    '<%= config.bin %> <%= command.id %> --since 2026-08-01 --format csv > sessions.csv',
    '<%= config.bin %> <%= command.id %> --evidence --regions all --format markdown',
    '<%= config.bin %> <%= command.id %> --evidence --regions all --format html > evidence.html',
    '<%= config.bin %> <%= command.id %> end jane-0123456789abcdef0',
  ];

  static override strict = false;

  static override args = {
    action: Args.string({ description: 'end: end sessions instead of listing them', options: ['end'] }),
    ids: Args.string({ description: 'ids of the sessions to end' }),
  };

  static override flags = { ...targetFlags, ...noopFlag, ...sessionsFlags };

  async run(): Promise<SessionListing | EvidenceListing | EndingOfSessions | CallsToCome> {
    const { args, argv, flags } = await this.parse(Sessions);
    const [{ parseInputs }, { checkNeeds }, { sessionsInputs }] = await Promise.all([
      import('../inputs/inputs.ts'),
      import('../inputs/reader.ts'),
      import('../inputs/tables/listing.ts'),
    ]);
    checkNeeds(sessionsInputs, flags);
    if (flags.format === 'html' && !flags.evidence) {
      throw new UserError('conflict', '--format html is for --evidence: add it, or choose another format');
    }
    const inputs = parseInputs({});
    const ids = args.action === undefined ? undefined : idsOf((argv as string[]).slice(1), flags);
    const wish = await this.wishOf(flags);
    const scope = await this.scopeOf(flags, inputs);
    if (flags.noop) {
      const calls = ids?.map((id) => `TerminateSession ${id}`) ?? callsOf(wish, flags.evidence);
      return this.tellCalls(scope, calls);
    }
    const order = await this.order(flags, inputs, scope, 'fleet');
    if (ids) {
      const { endSessions } = await import('../engine/end-sessions.ts');
      return this.finishEnding(await endSessions(order, ids));
    }
    if (flags.evidence) return this.evidence({ ...order, ...wish }, flags);
    const [{ listSessions }, { SESSION_FORMATS }] = await Promise.all([
      import('../engine/sessions.ts'),
      import('../render/sessions.ts'),
    ]);
    const listing = await listSessions({ ...order, ...wish });
    const format = flags.format === 'html' ? 'text' : flags.format;
    return this.finishListing(listing, SESSION_FORMATS[format], format);
  }

  private async evidence(
    order: Order & SessionWish,
    { format, strict }: { readonly format: ListingFormat | 'html'; readonly strict: boolean },
  ): Promise<EvidenceListing> {
    const { gatherEvidence } = await import('../engine/evidence.ts');
    const listing = await gatherEvidence(order);
    const { missing, unknown } = listing.summary;
    const render = await this.evidenceRenderer(format);
    return this.finishListing(listing, render, format, missing > 0 || (strict && unknown > 0));
  }

  private async evidenceRenderer(format: ListingFormat | 'html'): Promise<ListingRenderer<EvidenceListing>> {
    if (format !== 'html') return (await import('../render/evidence.ts')).EVIDENCE_FORMATS[format];
    const [{ evidenceHtml }, { pageAssets }] = await Promise.all([
      import('../render/html/evidence.ts'),
      import('../render/html/assets.ts'),
    ]);
    const assets = await pageAssets();
    return (listing, { now }) => evidenceHtml(listing, this.config.version, now, assets);
  }

  private async wishOf({ active, history, since, owner, node, evidence }: Wishes): Promise<SessionWish> {
    const { parseSince } = await import('../inputs/since.ts');
    const now = Date.now();
    const from = since === undefined ? undefined : parseSince('--since', since, now);
    const oldest = new Date(now - DAYS * 86_400_000);
    const both = !active && !history && (evidence || from !== undefined);
    if (from && from < oldest && !active) {
      await this.say(
        `AWS keeps sessions for ${DAYS} days: of those that were over before ${oldest.toISOString()}, nothing is known`,
      );
    }
    return {
      states: [
        ...(active || both || !history ? ['Active' as const] : []),
        ...(history || both ? ['History' as const] : []),
      ],
      since: from,
      owner,
      node,
    };
  }

  private async finishEnding(ending: EndingOfSessions): Promise<EndingOfSessions> {
    process.exitCode = this.codeAfter(ending, ending.summary.failed > 0 ? EXIT.failed : EXIT.done);
    if (this.jsonEnabled()) return ending;
    for (const end of ending.sessions) {
      if (end.status === 'ended') this.log(visible(`${end.id}: ended, on ${end.node} in ${end.account}/${end.region}`));
      else await this.say(`${end.id}: ${end.error.message}${end.error.advice ? `; try: ${end.error.advice}` : ''}`);
    }
    return ending;
  }
}

const callsOf = ({ states }: SessionWish, evidence: boolean): readonly string[] => [
  ...states.map((state) => `DescribeSessions ${state}`),
  ...(evidence ? ['GetDocument', 'DescribeLogGroups', 'DescribeLogStreams', 'ListObjectsV2'] : []),
];

// SessionId in the service model of Systems Manager.
const LONGEST = 96;

function idsOf(ids: readonly string[], { active, history, evidence, since, owner, node }: Wishes): readonly string[] {
  if (ids.length === 0) throw new UserError('usage', 'sessions end needs the ids of the sessions to end');
  const long = ids.find((id) => id === '' || id.length > LONGEST);
  if (long !== undefined)
    throw new UserError('invalid-value', `session id ${JSON.stringify(long)}: it has 1 to ${LONGEST} characters`);
  if (active || history || evidence || [since, owner, node].some((given) => given !== undefined)) {
    throw new UserError('conflict', 'sessions end takes ids, and no flags that select sessions');
  }
  return [...new Set(ids)];
}
