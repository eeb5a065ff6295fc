import type { RegionAudit } from './region.ts';

/** What access to sessions follows from in a region, besides IAM. */
const READS = {
  settings: ({ settings }: RegionAudit) => settings(),
  nodes: ({ nodes }: RegionAudit) => nodes(),
  instances: ({ instances }: RegionAudit) => instances(),
  documents: ({ sessionDocuments }: RegionAudit) => sessionDocuments(),
};

export type Read = keyof typeof READS;

/** The reasons, as errors, why something of a region could not be read; empty: all was. */
export type Unread = ReadonlyMap<Read, unknown>;

/** Finds what of a region cannot be read of these; absent: of all that access follows from. Without preferences, nothing else is tried. */
export async function unreadIn(
  facts: RegionAudit,
  which: readonly Read[] = ['nodes', 'instances', 'documents'],
): Promise<Unread> {
  const failures = (reads: readonly Read[]) =>
    Promise.all(
      reads.map((what) =>
        READS[what](facts).then(
          () => [],
          (error: unknown) => [[what, error] as const],
        ),
      ),
    );
  const [settings = []] = await failures(['settings']);
  return new Map(settings.length > 0 ? settings : (await failures(which)).flat());
}
