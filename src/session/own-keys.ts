import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { readSshConfig } from '../facts/ssh/config.ts';
import { sshNumber } from './ssh-wire.ts';

/** Where the user may have keys of their own. */
export interface OwnKeys {
  readonly home: string;
  /** The user's agent. */
  readonly agent: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
}

/** What ssh looks for by itself. https://man.openbsd.org/ssh_config#IdentityFile */
const USUAL = ['id_rsa', 'id_ecdsa', 'id_ecdsa_sk', 'id_ed25519', 'id_ed25519_sk', 'id_dsa'];

/** How long an agent may take to say what it holds, in milliseconds. */
const PATIENCE = 2000;

/** Tells whether ssh may find keys of the user: in their agent, in the usual files, or where their configuration says. Never rejects. */
export async function hasOwnKeys({ home, agent, environment }: OwnKeys): Promise<boolean> {
  if (USUAL.some((name) => existsSync(join(home, '.ssh', name)))) return true;
  const [holds, config] = await Promise.all([
    agent ? holdsKeys(agent) : false,
    readSshConfig({ home, system: '/etc/ssh/ssh_config', environment }).catch(() => undefined),
  ]);
  const named = config?.settings.some(
    ({ keyword, value }) => /^(identityfile|pkcs11provider)$/.test(keyword) && !/^\s*none\s*$/i.test(value),
  );
  return holds || named === true;
}

const REQUEST_IDENTITIES = Buffer.concat([sshNumber(1), Buffer.of(11)]);

/** The answer: its length, `12`, and how many keys there are. https://datatracker.ietf.org/doc/html/draft-ietf-sshm-ssh-agent */
const ANSWER = 9;

const holdsKeys = (agent: string): Promise<boolean> =>
  new Promise((resolve) => {
    const client = connect(agent);
    let said: Buffer = Buffer.alloc(0);
    const end = (holds: boolean): void => {
      client.destroy();
      resolve(holds);
    };
    client.setTimeout(PATIENCE, () => end(false));
    client.on('error', () => end(false));
    client.on('close', () => end(false));
    client.on('data', (data: Buffer) => {
      said = Buffer.concat([said, data]);
      if (said.length >= ANSWER) end(said[4] === 12 && said.readUInt32BE(5) > 0);
    });
    client.write(REQUEST_IDENTITIES);
  });
