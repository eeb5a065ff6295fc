import type { AssociationDescription } from '@aws-sdk/client-ssm';
import type { Place } from '../aws/place.ts';
import type { FoundAssociation } from '../resources/agent-update/association.ts';
import type { FoundKey } from '../resources/kms-key/state.ts';
import type { FoundLogGroup } from '../resources/log-group.ts';
import type { FoundPreferences } from '../resources/preferences/read-preferences.ts';
import type { Tags } from '../resources/resource.ts';
import type { FoundGrant } from '../resources/role-grant.ts';

/** What there is in a region of what `setup` would make, as another engine takes it over. */
export interface Found {
  readonly place: Place & { readonly account: string };
  /** The key behind the alias, or one that a run was killed over before it had its alias. The tags of one that is pending deletion are not read. */
  readonly key?: FoundKey & { readonly tags: Tags };
  readonly logGroup?: FoundLogGroup & { readonly tags: Tags };
  readonly document?: FoundDocument;
  readonly association?: {
    readonly found: FoundAssociation;
    readonly described: AssociationDescription;
    readonly tags: Tags;
  };
  /** An association of another name that updates these nodes already. */
  readonly covering?: FoundAssociation;
  /** The policy of the grant, which is the same in every region. */
  readonly policy?: FoundGrant;
}

/** The preferences, with what is written in the latest version. */
export interface FoundDocument {
  readonly preferences: FoundPreferences;
  /** The latest version as it is written, in the format in which it is stored. */
  readonly text: string;
  readonly versionName?: string;
  readonly tags: Tags;
}
