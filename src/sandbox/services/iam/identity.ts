import type { Identity } from '../../state/iam.ts';
import type { Context } from '../operation.ts';
import { isoTime } from '../times.ts';
import { uniqueId } from './account.ts';
import { tagsShown } from './answers.ts';
import { checkBoundary } from './managed.ts';
import { newTags } from './tags.ts';

/** Makes the members that a new role and a new user share; refuses a boundary that is no managed policy, and invalid tags. */
export function newIdentity(
  context: Context,
  prefix: 'AROA' | 'AIDA',
  input: {
    readonly Path?: string | undefined;
    readonly PermissionsBoundary?: string | undefined;
    readonly Tags?: Parameters<typeof newTags>[0] | undefined;
  },
): Identity {
  const { PermissionsBoundary: boundary } = input;
  if (boundary !== undefined) checkBoundary(context, boundary);
  return {
    id: uniqueId(prefix),
    path: input.Path ?? '/',
    created: isoTime(context.now),
    inline: {},
    attached: [],
    ...(boundary !== undefined && { boundary }),
    tags: newTags(input.Tags ?? []),
  };
}

/** Gives the members that only a complete description of an identity has. */
export function boundaryAndTags({ boundary, tags }: Identity): object {
  return {
    PermissionsBoundary: boundary && { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundary },
    Tags: Object.keys(tags).length > 0 ? tagsShown(tags) : undefined,
  };
}
