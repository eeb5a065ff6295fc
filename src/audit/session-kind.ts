import { DOCUMENT } from '../resources/preferences/versions.ts';

/** What a session is for, as far as the name of its document tells; `custom`: only the document itself does. */
export type SessionKind = 'shell' | 'command' | 'port' | 'ssh' | 'custom';

/**
 * Tells what a session is for by the name of its document; without one it is a shell. Sessions with containers (`ecs:…`) run a command:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
 */
export function kindOf({ document, node }: { readonly document?: string; readonly node: string }): SessionKind {
  if (node.startsWith('ecs:')) return 'command';
  if (document === undefined || document === DOCUMENT) return 'shell';
  if (document === 'AWS-StartSSHSession') return 'ssh';
  if (document.startsWith('AWS-StartPortForwardingSession')) return 'port';
  if (['AWS-StartInteractiveCommand', 'AWS-StartNonInteractiveCommand'].includes(document)) return 'command';
  return 'custom';
}
