import { AwsError } from '../protocols/aws-error.ts';
import { awsJson } from '../protocols/aws-json.ts';
import { ec2Query } from '../protocols/ec2-query.ts';
import type { FrontRefusal, Protocol } from '../protocols/protocol.ts';
import { query } from '../protocols/query.ts';
import { restJson } from '../protocols/rest-json.ts';
import { restXml } from '../protocols/rest-xml.ts';
import { route53Xml } from '../protocols/route53-xml.ts';
import type { WireRequest } from '../protocols/wire.ts';
import { SERVICES } from '../services/index.ts';
import type { Operation, Service } from '../services/operation.ts';
import { type Authorization, parseAuthorization, unsigned } from './authorization.ts';

/** The parts of a request that can be read without the state. */
export interface Call {
  readonly protocol: Protocol;
  readonly authorization: Authorization | undefined;
  readonly token: string | undefined;
  readonly service: string;
  readonly operation: string;
  /** The IAM action, where it is not `service:operation`. */
  readonly action?: string;
  readonly input: unknown;
  /** The operation to run, or the reason why none can be. */
  readonly plan: { readonly service: Service; readonly operation: Operation } | AwsError;
}

const PROTOCOLS: Readonly<Record<Service['protocol'], (service: Service) => Protocol>> = {
  'aws-json': () => awsJson,
  query,
  'ec2-query': () => ec2Query,
  'rest-json': () => restJson,
  'rest-xml': () => restXml,
  'route53-xml': () => route53Xml,
};

/** The services by their prefix of X-Amz-Target. */
const TARGETS: ReadonlyMap<string | undefined, Service> = new Map(
  [...SERVICES.values()].flatMap((service) =>
    service.target === undefined ? [] : [[service.target, service] as const],
  ),
);

/** Reads a request. Never throws: an error in it becomes its `plan`. */
export function readCall(request: WireRequest): Call {
  const header = request.headers['authorization'];
  const authorization = header === undefined ? unsigned(request) : parseAuthorization(header);
  const service = authorization && SERVICES.get(authorization.service);
  const protocol = service ? PROTOCOLS[service.protocol](service) : guess(request);
  const known = { protocol, authorization, token: request.headers['x-amz-security-token'] };
  const none = { ...known, service: authorization?.service ?? '', operation: '', input: undefined };
  if (header === undefined && !authorization)
    return { ...none, plan: front(protocol, 'missingToken', 'Missing Authentication Token') };
  if (!authorization) {
    return { ...none, plan: front(protocol, 'invalidSignature', 'Authorization header is not a SigV4 signature.') };
  }
  if (!service) {
    return {
      ...none,
      plan: front(protocol, 'unknownOperation', `The sandbox has no service ${authorization.service}.`),
    };
  }
  let name = '';
  let input: unknown;
  try {
    checkTarget(request, protocol, service);
    name = protocol.operation(request, service.target);
    const operation = Object.hasOwn(service.operations, name) ? service.operations[name] : undefined;
    if (!operation) {
      throw front(protocol, 'unknownOperation', `The sandbox has no operation ${service.name}:${name}.`);
    }
    input = protocol.input(request, operation.input);
    const { action } = operation;
    const plan = { service, operation };
    return { ...known, service: service.name, operation: name, ...(action !== undefined && { action }), input, plan };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { ...known, service: service.name, operation: name, input, plan: error };
  }
}

/** Makes a refusal by AWS's front door, with the code that the protocol has for it. */
export function front(protocol: Protocol, refusal: FrontRefusal, message: string): AwsError {
  const [code, status, own = message] = protocol.codes[refusal];
  return new AwsError(code, own, status);
}

/** Refuses a request that is signed for one service but addressed to another. */
function checkTarget(request: WireRequest, protocol: Protocol, service: Service): void {
  const [prefix] = (request.headers['x-amz-target'] ?? '').split('.');
  const aimed = TARGETS.get(prefix);
  if (aimed && aimed !== service) {
    throw front(protocol, 'invalidSignature', `Credential should be scoped to correct service: '${aimed.name}'.`);
  }
}

function guess({ headers }: WireRequest): Protocol {
  if (headers['x-amz-target'] !== undefined) return awsJson;
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') ? query({}) : restJson;
}
