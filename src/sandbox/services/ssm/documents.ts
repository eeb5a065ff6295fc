import { AwsError } from '../../protocols/aws-error.ts';
import { bool, integer, list, oneOf, required, structure, text } from '../../protocols/shape.ts';
import { type Document, type DocumentVersion, hashOf } from '../../state/ssm.ts';
import { type Context, reads, writes } from '../operation.ts';
import { pageOf } from '../pages.ts';
import { isoTime, seconds } from '../times.ts';
import {
  contentAs,
  description,
  documentNamed,
  invalidVersion,
  isGone,
  ownDocument,
  statusOf,
  versionOf,
} from './document.ts';
import { checkContent, parseContent } from './session-content.ts';
import * as shapes from './shapes.ts';
import { ssmTagsOf } from './tags.ts';

const DOCUMENT_TYPES = [
  ...(['Command', 'Policy', 'Automation', 'Session', 'Package', 'ApplicationConfiguration'] as const),
  ...(['ApplicationConfigurationSchema', 'DeploymentStrategy', 'ChangeCalendar', 'Automation.ChangeTemplate'] as const),
  ...(['ProblemAnalysis', 'ProblemAnalysisTemplate', 'CloudFormation', 'ConformancePackTemplate'] as const),
  ...(['QuickSetup', 'ManualApprovalPolicy', 'AutoApprovalPolicy'] as const),
];

const requires = structure({
  Name: required(shapes.documentName),
  Version: shapes.documentVersion,
  RequireType: text({ max: 128, pattern: String.raw`[a-zA-Z0-9_\-.]{1,128}` }),
  VersionName: shapes.versionName,
});
const contents = {
  Content: required(text({ min: 1 })),
  Attachments: shapes.attachments,
  Name: shapes.ownDocumentName,
  DisplayName: shapes.displayName,
  VersionName: shapes.versionName,
  DocumentFormat: shapes.documentFormat,
  TargetType: shapes.targetType,
};

export const documentOperations = {
  CreateDocument: writes(
    structure({
      ...contents,
      Requires: list(requires, { min: 1 }),
      DocumentType: oneOf(...DOCUMENT_TYPES),
      Tags: shapes.ssmTags,
    }),
    (context, input) => {
      const { Name: name, DocumentType: type = 'Command', DocumentFormat: format = 'JSON' } = input;
      if (/^(aws|amazon|amzn)/i.test(name)) {
        throw new AwsError(
          'ValidationException',
          `Document name ${name} begins with a prefix that is reserved for AWS.`,
        );
      }
      const there = context.here.documents[name];
      if (there && !isGone(there, context.now)) {
        throw new AwsError('DocumentAlreadyExists', `Document with same name ${name} already exists`);
      }
      if (Object.keys(context.here.documents).length >= 500) {
        throw new AwsError('DocumentLimitExceeded', 'You can have at most 500 active SSM documents.');
      }
      checkContent(type, format, input.Content, context.sessionInputs);
      const created = isoTime(context.now);
      const document: Document = {
        type,
        defaultVersion: '1',
        versions: [{ ...newVersion('1', format, created, input), ...busy(context, 'Creating') }],
        lastVersion: 1,
        created,
        tags: ssmTagsOf(input.Tags ?? []),
        sharedWith: {},
        ...(input.TargetType !== undefined && { targetType: input.TargetType }),
      };
      context.here.documents[name] = document;
      const found = { name, owner: context.account, document };
      return { DocumentDescription: description(found, versionOf(document, '1'), { Status: 'Creating' }) };
    },
  ),
  UpdateDocument: writes(structure({ ...contents, DocumentVersion: shapes.documentVersion }), (context, input) => {
    const document = ownDocument(context, input.Name);
    const { versions } = document;
    const latest = versions.at(-1);
    // AWS's page calls DocumentVersion required, its model does not. Only the latest version can be updated.
    if (input.DocumentVersion !== '$LATEST' && input.DocumentVersion !== latest?.version) throw invalidVersion();
    const accepted = versions.map(({ format, content }) => parseContent(format, content) ?? {});
    checkContent(document.type, input.DocumentFormat ?? 'JSON', input.Content, context.sessionInputs, accepted);
    if (versions.some((version) => version.content === input.Content)) {
      throw new AwsError(
        'DuplicateDocumentContent',
        'The content of the association document matches another document. Change the content of the document and try again.',
      );
    }
    if (input.VersionName !== undefined && versions.some((version) => version.name === input.VersionName)) {
      throw new AwsError(
        'DuplicateDocumentVersionName',
        'The version name has already been used in this document. Specify a different version name, and then try again.',
      );
    }
    if (versions.length >= context.state.settings.documentVersionLimit) {
      throw new AwsError(
        'DocumentVersionLimitExceeded',
        'The document has too many versions. Delete one or more document versions and try again.',
      );
    }
    document.lastVersion += 1;
    const number = String(document.lastVersion);
    const version = {
      ...newVersion(number, input.DocumentFormat ?? 'JSON', isoTime(context.now), input),
      ...busy(context, 'Updating'),
    };
    versions.push(version);
    if (input.TargetType !== undefined) document.targetType = input.TargetType;
    const found = { name: input.Name, owner: context.account, document };
    return { DocumentDescription: description(found, version, { Status: 'Updating' }) };
  }),
  UpdateDocumentDefaultVersion: writes(
    structure({ Name: shapes.ownDocumentName, DocumentVersion: required(text({ pattern: '([1-9][0-9]*)' })) }),
    (context, input) => {
      const document = ownDocument(context, input.Name);
      const version = versionOf(document, input.DocumentVersion);
      document.defaultVersion = version.version;
      return {
        Description: { Name: input.Name, DefaultVersion: version.version, DefaultVersionName: version.name },
      };
    },
  ),
  GetDocument: reads(
    structure({
      Name: required(shapes.documentName),
      VersionName: shapes.versionName,
      DocumentVersion: shapes.documentVersion,
      DocumentFormat: shapes.documentFormat,
    }),
    (context, input) => {
      const { name, document } = documentNamed(context, input.Name);
      const version = versionOf(document, input.DocumentVersion, input.VersionName);
      return {
        Name: name,
        CreatedDate: seconds(version.created),
        DisplayName: version.displayName,
        VersionName: version.name,
        DocumentVersion: version.version,
        ...statusOf(version, context.now),
        DocumentType: document.type,
        ...contentAs(version, input.DocumentFormat),
      };
    },
  ),
  DescribeDocument: reads(
    structure({
      Name: required(shapes.documentName),
      DocumentVersion: shapes.documentVersion,
      VersionName: shapes.versionName,
    }),
    (context, input) => {
      const found = documentNamed(context, input.Name);
      const version = versionOf(found.document, input.DocumentVersion, input.VersionName);
      return { Document: description(found, version, statusOf(version, context.now)) };
    },
  ),
  ListDocumentVersions: reads(
    structure({ Name: required(shapes.documentName), MaxResults: integer({ min: 1, max: 50 }), NextToken: text() }),
    (context, input) => {
      const { name, document } = documentNamed(context, input.Name);
      const newestFirst = document.versions.toReversed();
      const { items, next } = pageOf(newestFirst, (version) => String(10 ** 9 - Number(version.version)), {
        limit: input.MaxResults ?? 50,
        token: input.NextToken,
        invalid: () => new AwsError('InvalidNextToken', "The specified token isn't valid."),
      });
      const shown = items.map((version) => ({
        Name: name,
        DisplayName: version.displayName,
        DocumentVersion: version.version,
        VersionName: version.name,
        CreatedDate: seconds(version.created),
        IsDefaultVersion: version.version === document.defaultVersion,
        DocumentFormat: version.format,
        ...statusOf(version, context.now),
      }));
      return { DocumentVersions: shown, NextToken: next };
    },
  ),
  DeleteDocument: writes(
    structure({
      Name: shapes.ownDocumentName,
      DocumentVersion: shapes.documentVersion,
      VersionName: shapes.versionName,
      Force: bool(),
    }),
    (context, input) => {
      const document = ownDocument(context, input.Name);
      if (Object.keys(document.sharedWith).length > 0) {
        throw invalidOperation(
          'You attempted to delete a document while it is still shared. You must stop sharing the document before you can delete it.',
        );
      }
      if (input.DocumentVersion === undefined && input.VersionName === undefined) {
        const deleting = busy(context, 'Deleting');
        if ('until' in deleting) for (const version of document.versions) Object.assign(version, deleting);
        else delete context.here.documents[input.Name];
        return;
      }
      const version = versionOf(document, input.DocumentVersion, input.VersionName);
      if (version.version === document.defaultVersion) {
        throw invalidOperation("Default version of the document can't be deleted.");
      }
      document.versions.splice(document.versions.indexOf(version), 1);
    },
  ),
};

/** Makes a version busy for as long as the sandbox lags. */
const busy = (
  { now, faults: { lag } }: Context,
  status: 'Creating' | 'Updating' | 'Deleting',
): Pick<DocumentVersion, 'status' | 'until'> => (lag ? { status, until: isoTime(now + lag) } : {});

function newVersion(
  version: string,
  format: DocumentVersion['format'],
  created: string,
  input: {
    readonly Content: string;
    readonly VersionName?: string | undefined;
    readonly DisplayName?: string | undefined;
  },
): DocumentVersion {
  return {
    version,
    format,
    content: input.Content,
    hash: hashOf(input.Content),
    created,
    ...(input.VersionName !== undefined && { name: input.VersionName }),
    ...(input.DisplayName !== undefined && { displayName: input.DisplayName }),
  };
}

function invalidOperation(message: string): AwsError {
  return new AwsError('InvalidDocumentOperation', message);
}
