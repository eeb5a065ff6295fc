import { integer, list, required, structure, text } from '../../protocols/shape.ts';

/** The name of a role; the members here are as in AWS's model of IAM (botocore, iam 2010-05-08). */
export const roleName = text({ min: 1, max: 64, pattern: String.raw`[\w+=,.@\-]+` });
/** The name of a user; some operations take longer ones than CreateUser, but there are no such users. */
export const userName = text({ min: 1, max: 128, pattern: String.raw`[\w+=,.@\-]+` });
export const newUserName = text({ min: 1, max: 64, pattern: String.raw`[\w+=,.@\-]+` });
export const profileName = text({ min: 1, max: 128, pattern: String.raw`[\w+=,.@\-]+` });
export const policyName = text({ min: 1, max: 128, pattern: String.raw`[\w+=,.@\-]+` });
export const versionId = text({ pattern: String.raw`v[1-9][0-9]*(\.[A-Za-z0-9\-]*)?` });
export const arn = text({ min: 20, max: 2048 });
export const policyDocument = text({ min: 1, max: 131_072, pattern: String.raw`[\u0009\u000A\u000D\u0020-\u00FF]+` });
export const path = text({ min: 1, max: 512, pattern: String.raw`(\u002F)|(\u002F[\u0021-\u007E]+\u002F)` });
export const pathPrefix = text({ min: 1, max: 512, pattern: String.raw`\u002F[\u0021-\u007F]*` });
/** The path of a policy, or a prefix of it. */
export const policyPath = text({ min: 1, max: 512, pattern: String.raw`((/[A-Za-z0-9\.,\+@=_\-]+)*)/` });
export const description = text({
  max: 1000,
  pattern: String.raw`[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*`,
});
export const tagKey = text({ min: 1, max: 128, pattern: String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]+` });
export const tagList = list(
  structure({
    Key: required(tagKey),
    Value: required(text({ max: 256, pattern: String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]*` })),
  }),
  { max: 50 },
);
/** The input of every operation that answers page by page. */
export const paging = {
  Marker: text({ min: 1, max: 320, pattern: String.raw`[\u0020-\u00FF]+` }),
  MaxItems: integer({ min: 1, max: 1000 }),
};
