import { homedir, userInfo } from 'node:os';
import { type SshPlaces, sshPlaces } from '../session/ssh-options.ts';

/** Says where the user of this process keeps what ssh needs. */
export const ownPlaces = (): SshPlaces => sshPlaces(homedir(), process.env['XDG_RUNTIME_DIR'], userInfo().uid);
