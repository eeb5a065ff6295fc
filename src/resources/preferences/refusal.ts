import { TargetError } from '../../errors.ts';

/** Makes the error for preferences with which no session would start. */
export const refusing = (why: string, advice: string): TargetError =>
  new TargetError('SessionsRefused', `with these preferences every session would be refused: ${why}`, advice);
