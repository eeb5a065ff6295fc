import { UserError } from '../../errors.ts';
import { checkTokenFile } from './token-file.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const RELATIVE = 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI';
const FULL = 'AWS_CONTAINER_CREDENTIALS_FULL_URI';
const TOKEN_FILE = 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE';

/** Tells whether a container offers credentials, as ECS, EKS Pod Identity and CloudShell do. */
export const isContainer = (environment: Environment): boolean => Boolean(environment[RELATIVE] || environment[FULL]);

/** Gives the variable that names the endpoint for credentials of the container, and its host. */
export function containerEndpoint(environment: Environment): string {
  if (environment[RELATIVE]) return `${RELATIVE} (169.254.170.2)`;
  const url = environment[FULL] ?? '';
  return `${FULL} (${URL.canParse(url) ? new URL(url).host : 'no URL'})`;
}

/**
 * Checks what the SDK will ask a container for credentials with. Throws a UserError for an endpoint that the SDK refuses,
 * and for a token file without a token. Paths can be secret, so only hosts are named.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export async function checkContainer(environment: Environment): Promise<void> {
  const relative = environment[RELATIVE];
  if (relative && !relative.startsWith('/')) throw wrong(`${RELATIVE} must begin with /`);
  if (!relative) checkUrl(environment[FULL] ?? '');
  const file = environment[TOKEN_FILE];
  if (file) await checkTokenFile(TOKEN_FILE, file);
}

function checkUrl(text: string): void {
  if (!URL.canParse(text)) throw wrong(`${FULL} must be a URL, such as http://169.254.170.23/v1/credentials`);
  const { protocol, hostname } = new URL(text);
  if (protocol === 'https:') return;
  if (protocol !== 'http:') throw wrong(`${FULL} must be a URL that begins with https or http`);
  if (['localhost', '[::1]', '169.254.170.2', '169.254.170.23', '[fd00:ec2::23]'].includes(hostname)) return;
  if (/^127(?:\.\d{1,3}){3}$/.test(hostname)) return;
  throw wrong(
    `${FULL}: host ${hostname} is refused: without https it must be this machine, 169.254.170.2, 169.254.170.23 or fd00:ec2::23`,
  );
}

const wrong = (message: string): UserError => new UserError('invalid-config', message);
