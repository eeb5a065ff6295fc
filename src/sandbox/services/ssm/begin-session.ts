import { randomBytes } from 'node:crypto';
import { AwsError } from '../../protocols/aws-error.ts';
import { list, map, required, structure, text } from '../../protocols/shape.ts';
import { isObject } from '../../state/json.ts';
import type { ActiveSession } from '../../state/ssm.ts';
import type { Context } from '../operation.ts';
import { writes } from '../operation.ts';
import { documentNamed, versionOf } from './document.ts';
import { parseContent } from './session-content.ts';
import { endSession, endThoseOfTheDead } from './session-end.ts';

const PREFERENCES = 'SSM-SessionManagerRunShell';

const sessionId = required(text({ min: 1, max: 96 }));

/** The operations that begin, resume and end sessions. What goes over them is not theirs. */
export const activeSessionOperations = {
  StartSession: writes(
    structure({
      Target: required(text({ min: 1, max: 400 })),
      DocumentName: text(),
      Parameters: map(text({ min: 1, max: 255 }), list(text({ max: 65_535 }))),
      Reason: text({ min: 1, max: 256 }),
    }),
    (
      context,
      { Target: target, DocumentName: document = PREFERENCES, Parameters: parameters = {}, Reason: reason },
    ) => {
      if (context.noSessions !== undefined) throw new AwsError('UnsupportedOperation', context.noSessions);
      endThoseOfTheDead(context.here, context.now);
      const node = Object.hasOwn(context.here.nodes, target) ? context.here.nodes[target] : undefined;
      if (!node?.connected) throw new AwsError('TargetNotConnected', `${target} is not connected.`);
      checkDocument(context, document, parameters);
      const maxDuration = longest(context, document);
      const id = `${nameOf(context.caller.arn)}-${randomBytes(9).toString('hex').slice(0, 17)}`;
      const session: ActiveSession = {
        target,
        owner: context.caller.arn,
        started: new Date(context.now).toISOString(),
        document,
        parameters,
        token: newToken(),
        ...(reason !== undefined && { reason }),
        ...(maxDuration !== undefined && { maxDuration }),
        ...(context.relay !== undefined && { process: process.pid }),
      };
      (context.here.activeSessions ??= {})[id] = session;
      return addressOf(context, id, session);
    },
  ),
  ResumeSession: writes(structure({ SessionId: sessionId }), (context, { SessionId: id }) => {
    const session = sessionOf(context, id);
    if (!session) throw new AwsError('DoesNotExistException', `Session ${id} does not exist.`);
    session.token = newToken();
    return addressOf(context, id, session);
  }),
  TerminateSession: writes(structure({ SessionId: sessionId }), (context, { SessionId: id }) => {
    endSession(context.here, id, context.now);
    return { SessionId: id };
  }),
};

const sessionOf = ({ here }: Context, id: string): ActiveSession | undefined =>
  here.activeSessions && Object.hasOwn(here.activeSessions, id) ? here.activeSessions[id] : undefined;

/** The preferences need not exist: AWS has some of its own then. */
function checkDocument(context: Context, name: string, parameters: ActiveSession['parameters']): void {
  if (name === PREFERENCES && !Object.hasOwn(context.here.documents, name)) return;
  const { document } = documentNamed(context, name);
  if (document.type !== 'Session') {
    throw new AwsError('InvalidDocument', `Document type ${document.type} is not supported for sessions.`);
  }
  const { format, content } = versionOf(document, undefined);
  const definitions = parseContent(format, content)?.['parameters'];
  const known = isObject(definitions) ? definitions : {};
  for (const given of Object.keys(parameters)) {
    if (!Object.hasOwn(known, given)) {
      throw new AwsError('InvalidParameters', `Parameter "${given}" is not defined in the document.`);
    }
  }
  for (const [parameter, definition] of Object.entries(known)) {
    if (!isObject(definition) || 'default' in definition || Object.hasOwn(parameters, parameter)) continue;
    throw new AwsError('InvalidParameters', `Parameter "${parameter}" requires a value.`);
  }
}

/** Minutes: what the document says, or the preferences, where it has no inputs of its own. */
function longest(context: Context, name: string): string | undefined {
  const inputs = inputsOf(context, name) ?? inputsOf(context, PREFERENCES);
  const most = isObject(inputs) ? inputs['maxSessionDuration'] : undefined;
  return typeof most === 'string' && /^\d+$/.test(most) ? most : undefined;
}

function inputsOf(context: Context, name: string): unknown {
  if (name === PREFERENCES && !Object.hasOwn(context.here.documents, name)) return undefined;
  const { format, content } = versionOf(documentNamed(context, name).document, undefined);
  return parseContent(format, content)?.['inputs'];
}

const addressOf = (context: Context, id: string, { token }: ActiveSession): object => ({
  SessionId: id,
  TokenValue: token,
  StreamUrl: `${streamHost(context)}/v1/data-channel/${encodeURIComponent(id)}?role=publish_subscribe&cell-number=AAEAAQ`,
});

const streamHost = ({ relay, region, partition }: Context): string =>
  relay ?? `wss://ssmmessages.${region}.${partition.suffix}`;

/** Long, and of the letters of base64, as AWS's are. */
const newToken = (): string => randomBytes(300).toString('base64');

const nameOf = (arn: string): string => arn.split('/').at(-1) ?? 'session';
