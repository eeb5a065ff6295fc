import { placeLabel } from '../aws/place.ts';

/** A target by whose name a block is headed. */
interface Headed {
  readonly account?: string | null;
  /** The name that the organization has for the account. */
  readonly accountName?: string;
  readonly profile?: string;
  readonly region: string;
}

/** The most characters of a name: AWS takes 50. */
const LONGEST = 60;

/** `111122223333/us-east-1 (payments)`; the name is foreign text, which whoever prints it makes visible. */
export const placeHeading = (target: Headed): string => `${placeLabel(target)}${nameBehind(target.accountName)}`;

/** ` (payments)`, or nothing. */
export const nameBehind = (name: string | undefined): string => (name === undefined ? '' : ` (${shortName(name)})`);

/** Cuts a name that is longer than AWS takes. */
export const shortName = (name: string): string => {
  const characters = Array.from(name);
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join('')}…` : name;
};
