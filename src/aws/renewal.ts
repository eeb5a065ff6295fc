import type { CredentialProvider } from './credentials/kept.ts';
import type { Middleware } from './middleware.ts';

const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired']);

/** Sits outside the SDK's retries, and repeats a call once with new credentials where AWS says that those it had have expired. */
export const renewal =
  (credentials: CredentialProvider): Middleware =>
  (next) =>
  async (args) => {
    const used = credentials.renew && (await credentials());
    try {
      return await next(args);
    } catch (error) {
      if (!used || !EXPIRED.has((error as Error).name) || !(await credentials.renew?.(used))) throw error;
      return next(args);
    }
  };
