import { AwsError } from './aws-error.ts';
import { awsJson, readJson } from './aws-json.ts';
import type { Protocol } from './protocol.ts';

/** AWS REST JSON as the account API uses it: `POST /listRegions` is ListRegions. */
export const restJson: Protocol = {
  operation({ method, path }) {
    const [, name] = /^\/([a-z]\w*)$/.exec(path) ?? [];
    if (method !== 'POST' || name === undefined) throw new AwsError('UnknownOperationException', '', 404);
    return name.charAt(0).toUpperCase() + name.slice(1);
  },
  input({ body }) {
    return readJson(body);
  },
  answer(_operation, output, requestId) {
    const headers = { 'content-type': 'application/json', 'x-amzn-requestid': requestId };
    return { status: 200, headers, body: JSON.stringify(output) };
  },
  refusal({ code, message, status }, requestId) {
    const headers = { 'content-type': 'application/json', 'x-amzn-requestid': requestId, 'x-amzn-errortype': code };
    return { status, headers, body: JSON.stringify({ message }) };
  },
  codes: {
    ...awsJson.codes,
    missingToken: ['MissingAuthenticationTokenException', 403],
    invalidToken: ['UnrecognizedClientException', 403],
    expiredToken: ['ExpiredTokenException', 403],
    invalidSignature: ['InvalidSignatureException', 403],
    denied: ['AccessDeniedException', 403],
    unknownOperation: ['UnknownOperationException', 404],
  },
};
