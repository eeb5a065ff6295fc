/** What stands before advice that takes the AWS CLI, in a report about the sandbox. */
export const ELSEWHERE = 'on AWS itself, since the AWS CLI does not reach the sandbox';

/** What is told once, where that is left out before each. */
export const MARK_OF_ALL = 'the AWS CLI does not reach the sandbox: its commands are for AWS itself';

/** Tells whether that stands before advice. */
export const isMarked = (advice: string): boolean => advice.startsWith(ELSEWHERE);

/** Takes it off. */
export const withoutMark = (advice: string): string =>
  isMarked(advice) ? advice.slice(ELSEWHERE.length).replace(/^[:,] /, '') : advice;
