import { AwsError } from '../../protocols/aws-error.ts';
import { isObject } from '../../state/json.ts';
import type { DocumentVersion } from '../../state/ssm.ts';
import type { SessionInput } from '../operation.ts';
import { readYaml } from './yaml.ts';

const SESSION_TYPES = new Set(['Standard_Stream', 'InteractiveCommands', 'NonInteractiveCommands', 'Port']);
const MEMBERS = new Set(['schemaVersion', 'description', 'sessionType', 'inputs', 'parameters', 'properties']);
/** The inputs that AWS's page lists: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html */
const INPUTS: readonly SessionInput[] = [
  { field: 's3BucketName' },
  { field: 's3KeyPrefix' },
  { field: 's3EncryptionEnabled' },
  { field: 'cloudWatchLogGroupName' },
  { field: 'cloudWatchEncryptionEnabled' },
  { field: 'cloudWatchStreamingEnabled' },
  { field: 'kmsKeyId' },
  { field: 'runAsEnabled' },
  { field: 'runAsDefaultUser' },
  { field: 'idleSessionTimeout', least: 1, most: 60 },
  { field: 'maxSessionDuration', least: 1, most: 1440 },
  { field: 'shellProfile' },
];
/** The most bytes of a document's content. */
const MAX_SIZE = 65_536;

/**
 * Refuses the content of a Session document that AWS would refuse, and content of any type that does not match its format. The values of
 * `inputs` are not checked except for numbers: documents with booleans and numbers written as strings, and nulls, are in use.
 * `accepted`: the contents of earlier versions, whose members AWS knows, whatever its page says.
 */
export function checkContent(
  type: string,
  format: DocumentVersion['format'],
  content: string,
  more: readonly SessionInput[],
  accepted: readonly Readonly<Record<string, unknown>>[] = [],
): void {
  if (Buffer.byteLength(content) > MAX_SIZE) {
    throw new AwsError('MaxDocumentSizeExceeded', 'The size limit of a document is 64 KB.');
  }
  if (format === 'TEXT') {
    if (type === 'Session') throw invalid('Session documents cannot be TEXT: use JSON or YAML.');
    return;
  }
  const parsed = parseContent(format, content);
  if (!parsed) throw invalid(`${format} not well-formed.`);
  if (type === 'Session') checkSession(parsed, [...INPUTS, ...more], accepted);
  else if (parsed['schemaVersion'] === '1.0') throw invalidSchema('1.0', type);
}

/** Reads the content of a document as an object; undefined if it is not one. JSON is YAML too. */
export function parseContent(format: DocumentVersion['format'], content: string): Record<string, unknown> | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch {
    parsed = format === 'YAML' ? readYaml(content) : undefined;
  }
  return isObject(parsed) ? parsed : undefined;
}

function checkSession(
  document: Record<string, unknown>,
  known: readonly SessionInput[],
  accepted: readonly Readonly<Record<string, unknown>>[],
): void {
  checkVersion(document['schemaVersion']);
  const unknown = Object.keys(document).find(
    (member) => !MEMBERS.has(member) && !accepted.some((earlier) => Object.hasOwn(earlier, member)),
  );
  if (unknown !== undefined) throw invalid(`Unknown property "${unknown}" in the document.`);
  const sessionType = document['sessionType'];
  if (typeof sessionType !== 'string' || !SESSION_TYPES.has(sessionType)) {
    throw invalid(`sessionType must be one of ${[...SESSION_TYPES].join(', ')}.`);
  }
  const inputs = document['inputs'];
  if (inputs === undefined && sessionType !== 'Standard_Stream') return;
  if (!isObject(inputs)) throw invalid('inputs must be a map.');
  const extra = Object.keys(inputs).find(
    (input) =>
      !known.some(({ field }) => field.split('.')[0] === input) &&
      !accepted.some((earlier) => isObject(earlier['inputs']) && Object.hasOwn(earlier['inputs'], input)),
  );
  if (extra !== undefined) throw invalid(`Unknown property "${extra}" in inputs.`);
  for (const input of known) checkMinutes(inputs, input);
}

function checkVersion(version: unknown): void {
  if (version !== '1.0') throw invalidSchema(typeof version === 'string' ? version : 'null', 'Session');
}

function invalidSchema(version: string, type: string): AwsError {
  return new AwsError(
    'InvalidDocumentSchemaVersion',
    `${version} is not a valid schema version for ${type} document type`,
  );
}

function checkMinutes(inputs: Record<string, unknown>, { field, least, most }: SessionInput): void {
  if (least === undefined || most === undefined) return;
  const [first = '', second] = field.split('.');
  const top = inputs[first];
  const value = (second === undefined ? top : isObject(top) ? top[second] : undefined) ?? '';
  if (value === '' || (typeof value === 'string' && value.includes('{{'))) return;
  const minutes = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof minutes !== 'number' || minutes < least || minutes > most) {
    throw invalid(`${field} must be a number of minutes from ${least} to ${most}.`);
  }
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidDocumentContent', message);
}
