import { AwsError } from './aws-error.ts';
import type { Protocol } from './protocol.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.1';

/** AWS JSON 1.1: POST /, the operation in X-Amz-Target. */
export const awsJson: Protocol = {
  operation({ method, headers }, target) {
    const [prefix, name] = (headers['x-amz-target'] ?? '').split('.');
    if (method !== 'POST' || prefix !== target || !name) throw new AwsError('UnknownOperationException', '');
    return name;
  },
  input({ body }) {
    return readJson(body);
  },
  answer(_operation, output, requestId) {
    const headers = { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': requestId };
    return { status: 200, headers, body: JSON.stringify(output) };
  },
  refusal({ code, message, status }, requestId) {
    const headers = { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': requestId, 'x-amzn-errortype': code };
    return { status, headers, body: JSON.stringify({ __type: code, message }) };
  },
  codes: {
    missingToken: ['MissingAuthenticationTokenException', 400],
    invalidToken: ['UnrecognizedClientException', 400],
    expiredToken: ['ExpiredTokenException', 400],
    invalidSignature: ['InvalidSignatureException', 400],
    throttled: ['ThrottlingException', 400],
    denied: ['AccessDeniedException', 400],
    unknownOperation: ['UnknownOperationException', 400],
    malformed: ['SerializationException', 400],
  },
};

/** Reads the body as JSON; an empty one is an empty object. */
export function readJson(body: string): unknown {
  if (body === '') return {};
  try {
    return JSON.parse(body);
  } catch {
    throw new AwsError('SerializationException', 'The request body is not valid JSON.');
  }
}
