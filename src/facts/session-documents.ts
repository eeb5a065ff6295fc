import pLimit from 'p-limit';
import { parseDocument, type SessionDocument } from '../resources/preferences/session-document.ts';
import type { Target } from '../targets/target.ts';

/** A Session document besides those of AWS. */
export interface FoundDocument {
  /** Its name; of one that another account shares, its ARN. */
  readonly name: string;
  /** True if another account shares it with this one. */
  readonly shared: boolean;
  /** Its default version; undefined where that cannot be read, or parsed. */
  readonly document: SessionDocument | undefined;
}

// More at a time are throttled.
const READS = 8;

/**
 * Reads the Session documents of the account, and those that other accounts share with it: two lists, and one call for each
 * document. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DocumentKeyValuesFilter.html
 */
export async function readSessionDocuments(target: Target): Promise<readonly FoundDocument[]> {
  const ssm = await target.ssm();
  const list = async (owner: 'Self' | 'Private'): Promise<readonly string[]> => {
    const Filters = [
      { Key: 'DocumentType', Values: ['Session'] },
      { Key: 'Owner', Values: [owner] },
    ];
    const names: string[] = [];
    for await (const page of ssm.paginateListDocuments({ Filters }, { pageSize: 50 })) {
      names.push(...(page.DocumentIdentifiers ?? []).flatMap(({ Name }) => Name ?? []));
    }
    return names;
  };
  const [own, others] = await Promise.all([list('Self'), list('Private')]);
  const limit = pLimit(READS);
  const named = [
    ...own.map((name) => ({ name, shared: false })),
    ...others.filter((name) => !own.includes(name)).map((name) => ({ name, shared: true })),
  ];
  return Promise.all(
    named.map(({ name, shared }) =>
      limit(async () => {
        const found = await ssm
          .getDocument({ Name: name, DocumentVersion: '$DEFAULT', DocumentFormat: 'JSON' })
          .catch(() => undefined);
        return { name, shared, document: found && parseDocument(found.Content ?? '') };
      }),
    ),
  );
}
