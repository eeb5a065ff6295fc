/** The most bytes of a template that is given with a call, and of one that is read from S3: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
export const MAX_BODY = 51_200;
const MAX_URL = 1_000_000;

/** Says what to do about a template that is too large to be given with a call; undefined where it is not. */
export function sizeProblem(template: string): string | undefined {
  const size = Buffer.byteLength(template);
  if (size <= MAX_BODY) return undefined;
  if (size > MAX_URL) return `the template has ${size} bytes, and CloudFormation takes ${MAX_URL}`;
  return `the template has ${size} bytes, and CloudFormation takes ${MAX_BODY} with a call: put it into a bucket, and give --template-url`;
}
