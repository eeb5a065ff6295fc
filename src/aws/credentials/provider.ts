/** Keys, and until when they hold. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Gets credentials, as the SDK's providers do; asked for each call. */
export interface CredentialProvider {
  (): Promise<Credentials>;
  /**
   * Gets others in place of those that AWS has refused as expired; resolves to false where there are none, and rejects with the reason
   * where it is known. Absent: there are never others.
   */
  readonly renew?: (refused: Credentials) => Promise<boolean>;
}
