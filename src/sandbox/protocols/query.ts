import { AwsError } from '../errors.ts';
import { isObject, type Shape } from '../shape.ts';
import type { Protocol } from './protocol.ts';

const VERSION = '2011-06-15';
const NAMESPACE = `https://sts.amazonaws.com/doc/${VERSION}/`;

/** AWS Query as STS uses it: a form with Action and Version, answered in XML. */
export const query: Protocol = {
  operation({ body }) {
    const form = new URLSearchParams(body);
    const action = form.get('Action');
    if (action === null) throw new AwsError('MissingAction', 'Missing Action');
    const version = form.get('Version');
    if (version !== VERSION) {
      throw new AwsError(
        'InvalidAction',
        `Could not find operation ${action} for version ${version ?? 'NO_VERSION_SPECIFIED'}`,
      );
    }
    return action;
  },
  input({ body }, shape) {
    const tree: Tree = new Map();
    for (const [name, value] of new URLSearchParams(body)) {
      if (name !== 'Action' && name !== 'Version') plant(tree, name.split('.'), value);
    }
    return grow(tree, shape);
  },
  answer(operation, output, requestId) {
    const result = `<${operation}Result>${xml(output)}</${operation}Result>`;
    const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
    const body = `<${operation}Response xmlns="${NAMESPACE}">${result}${metadata}</${operation}Response>`;
    return { status: 200, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
  },
  refusal({ code, message, status }, requestId) {
    const error = xml({ Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message });
    const body = `<ErrorResponse xmlns="${NAMESPACE}"><Error>${error}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
    return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
  },
  codes: {
    missingToken: ['MissingAuthenticationToken', 403],
    invalidToken: ['InvalidClientTokenId', 403],
    expiredToken: ['ExpiredToken', 403],
    invalidSignature: ['SignatureDoesNotMatch', 403],
    throttled: ['Throttling', 400],
    denied: ['AccessDenied', 403],
    unknownOperation: ['InvalidAction', 400],
    malformed: ['MalformedInput', 400],
  },
};

/** The parts of a form's names, `Tags.member.1.Key`, as a tree. */
type Tree = Map<string, Tree | string>;

function plant(tree: Tree, [name = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    tree.set(name, value);
    return;
  }
  let branch = tree.get(name);
  if (!(branch instanceof Map)) tree.set(name, (branch = new Map()));
  plant(branch, rest, value);
}

/** The tree as a value of this shape; what does not fit is left for the shape's check to refuse. */
function grow(tree: Tree | string, shape: Shape | undefined): unknown {
  if (typeof tree === 'string') {
    if (shape?.kind === 'integer' && /^-?\d+$/.test(tree)) return Number(tree);
    if (shape?.kind === 'boolean' && /^(true|false)$/.test(tree)) return tree === 'true';
    return tree;
  }
  const members = tree.get('member');
  if (shape?.kind === 'list' && members instanceof Map) {
    return [...members.entries()]
      .toSorted(([a], [b]) => Number(a) - Number(b))
      .map(([, item]) => grow(item, shape.item));
  }
  const value: Record<string, unknown> = {};
  for (const [name, branch] of tree) value[name] = grow(branch, shape?.members?.[name]);
  return value;
}

function xml(value: unknown): string {
  if (value === undefined) return '';
  if (!isObject(value))
    return (typeof value === 'string' ? value : JSON.stringify(value)).replace(
      /[&<>"']/g,
      (character) => `&#${character.charCodeAt(0)};`,
    );
  return Object.entries(value)
    .filter(([, child]) => child !== undefined)
    .map(([name, child]) => `<${name}>${xml(child)}</${name}>`)
    .join('');
}
