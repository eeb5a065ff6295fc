import { parseDocument, type SessionDocument } from '../resources/preferences/session-document.ts';
import type { Target } from '../targets/target.ts';

/** A version of a Session document. */
export interface ReadVersion {
  readonly created: Date | undefined;
  /** Undefined where it cannot be parsed. */
  readonly document: SessionDocument | undefined;
}

/** Reads the version of a Session document that is the default, by its name or ARN; undefined if there is no such document. */
export async function readDefaultVersion(target: Target, name: string): Promise<ReadVersion | undefined> {
  const ssm = await target.ssm();
  try {
    const found = await ssm.getDocument({ Name: name, DocumentVersion: '$DEFAULT', DocumentFormat: 'JSON' });
    return { created: found.CreatedDate, document: parseDocument(found.Content ?? '') };
  } catch (error) {
    if (GONE.includes((error as Error).name)) return undefined;
    throw error;
  }
}

const GONE = ['InvalidDocument', 'InvalidDocumentVersion'];

/** The most versions that are read besides the default one. */
const MOST_VERSIONS = 10;

/**
 * Reads the other versions that may have been in effect since a time, the latest first and ten at the most: all that were made since
 * then, and the latest before. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ListDocumentVersions.html
 */
export async function readVersionsSince(target: Target, name: string, since: Date): Promise<readonly ReadVersion[]> {
  const ssm = await target.ssm();
  const versions: { readonly number: string; readonly created: number; readonly isDefault: boolean }[] = [];
  for await (const page of ssm.paginateListDocumentVersions({ Name: name }, { pageSize: 50 })) {
    for (const {
      DocumentVersion: number,
      CreatedDate: created,
      IsDefaultVersion: isDefault = false,
    } of page.DocumentVersions ?? []) {
      if (number !== undefined) versions.push({ number, created: created?.getTime() ?? 0, isDefault });
    }
  }
  const latestFirst = versions.toSorted((one, other) => other.created - one.created);
  const before = latestFirst.findIndex(({ created }) => created <= since.getTime());
  const others = (before < 0 ? latestFirst : latestFirst.slice(0, before + 1)).filter(({ isDefault }) => !isDefault);
  return Promise.all(
    others.slice(0, MOST_VERSIONS).map(async ({ number, created }) => {
      const found = await ssm.getDocument({ Name: name, DocumentVersion: number, DocumentFormat: 'JSON' });
      return { created: new Date(created), document: parseDocument(found.Content ?? '') };
    }),
  );
}
