import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { pluginFolder } from '../facts/own-folder.ts';
import { findProgram } from '../facts/program.ts';
import type { Target } from '../targets/target.ts';
import type { SessionAnswer, SessionRequest } from './access.ts';

/** The official plugin, and how it is called for one session. */
export interface PluginCall {
  readonly program: string;
  readonly args: readonly string[];
  /** What is added to the environment. It holds the token, which every user could read among the arguments. */
  readonly variables: Readonly<Record<string, string>>;
}

const NAME = 'session-manager-plugin';

/** Finds the official plugin: on the PATH, or where `bootstrap` puts it. Throws a UserError if it is not there. */
export async function findPlugin(environment: NodeJS.ProcessEnv): Promise<string> {
  const home = environment['HOME'] ?? homedir();
  for (const name of [NAME, join(pluginFolder(home), NAME)]) {
    const found = await findProgram(name, { environment, home });
    if (found) return found.path;
  }
  throw new UserError(
    'no-plugin',
    `--plugin: ${NAME} is not on the PATH; leave --plugin out, which needs none, or install it with session-manager bootstrap`,
  );
}

/** Makes the call of the plugin for a session that the service has begun, as the AWS CLI makes it. */
export async function pluginCall(
  program: string,
  { target, node, document, parameters, reason }: SessionRequest & { readonly target: Target },
  answer: SessionAnswer,
  environment: NodeJS.ProcessEnv,
): Promise<PluginCall> {
  const { region, partition, profile, homeProfile, assumed } = target;
  // The plugin finds the key of an encrypted session, and resumes sessions, with credentials of its own.
  const way = assumed ? '' : (profile ?? homeProfile ?? '');
  const request = {
    Target: node,
    ...(document !== undefined && { DocumentName: document }),
    ...(parameters && { Parameters: parameters }),
    ...(reason !== undefined && { Reason: reason }),
  };
  const endpoint =
    environment['AWS_ENDPOINT_URL_SSM'] ||
    environment['AWS_ENDPOINT_URL'] ||
    `https://ssm.${region}.${partition.dnsSuffix}`;
  const { SessionId, StreamUrl, TokenValue } = answer;
  const variable = `AWS_SSM_START_SESSION_RESPONSE_${randomUUID().replaceAll('-', '').toUpperCase()}`;
  return {
    program,
    args: [variable, region, 'StartSession', way, JSON.stringify(request), endpoint],
    variables: {
      [variable]: JSON.stringify({ SessionId, StreamUrl, TokenValue }),
      ...(way === '' && (await keysOf(target))),
    },
  };
}

async function keysOf({ credentials, region }: Target): Promise<Readonly<Record<string, string>>> {
  const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
  return {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
  };
}
