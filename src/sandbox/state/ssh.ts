/** A public key with which somebody may log in for a minute. */
export interface PushedKey {
  /** Name of the user on the instance. */
  user: string;
  /** `ssh-ed25519 AAAA…` */
  key: string;
  until: string;
}
