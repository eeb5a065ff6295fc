import { list, oneOf, required, structure, text } from '../../protocols/shape.ts';

/** The name of a document of this account. */
export const ownDocumentName = required(text({ pattern: String.raw`[a-zA-Z0-9_\-.]{3,128}` }));
/** The name or ARN of any document. */
export const documentName = text({ pattern: String.raw`[a-zA-Z0-9_\-.:/]{3,128}` });
export const documentVersion = text({ pattern: String.raw`([$]LATEST|[$]DEFAULT|[1-9][0-9]*)` });
export const versionName = text({ pattern: String.raw`[a-zA-Z0-9_\-.]{1,128}` });
export const documentFormat = oneOf('YAML', 'JSON', 'TEXT');
export const displayName = text({ max: 1024, pattern: String.raw`[\w.\-:\/ ]*` });
export const targetType = text({ max: 200, pattern: String.raw`\/[\w.\-:\/]*` });
export const attachments = list(
  structure({
    Key: oneOf('SourceUrl', 'S3FileUrl', 'AttachmentReference'),
    Values: list(text({ min: 1, max: 1024 }), { min: 1, max: 1 }),
    Name: text({ pattern: String.raw`[a-zA-Z0-9_\-.]{3,128}` }),
  }),
  { max: 20 },
);

const tagCharacters = String.raw`([\p{L}\p{Z}\p{N}_.:/=+\-@]*)`;
export const ssmTagKey = text({ min: 1, max: 128, pattern: tagCharacters });
export const ssmTags = list(
  structure({ Key: required(ssmTagKey), Value: required(text({ max: 256, pattern: tagCharacters })) }),
  { max: 1000 },
);
