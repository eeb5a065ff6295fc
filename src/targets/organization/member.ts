/** What the organization says of one of its accounts. */
export interface Member {
  /** Twelve digits. */
  readonly id: string;
  readonly name?: string;
  readonly email?: string;
  /** Read only where somebody needs them: `Scope.accountTags`, or `Scope.memberFacts`. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Ids from the root (`r-…`) down to the unit that it is in; read only where somebody needs them: `Scope.memberFacts`. */
  readonly orgUnits?: readonly string[];
}

/** Gives the name of an account as reports show it: absent where the organization was not asked, or says none. */
export const namedAfter = (member: Member | undefined): { readonly accountName?: string } =>
  member?.name === undefined || member.name === '' ? {} : { accountName: member.name };
