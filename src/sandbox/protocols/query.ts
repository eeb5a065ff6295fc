import { AwsError } from './aws-error.ts';
import { formValue, readForm } from './form.ts';
import type { Protocol } from './protocol.ts';
import { xml } from './xml.ts';

/** Makes AWS Query as STS and IAM speak it: a form with Action and Version, answered in XML. */
export function query({
  version,
  namespace = '',
}: {
  readonly version?: string;
  readonly namespace?: string;
}): Protocol {
  return {
    operation({ body }) {
      const form = new URLSearchParams(body);
      const action = form.get('Action');
      if (action === null) throw new AwsError('MissingAction', 'Missing Action');
      const asked = form.get('Version') ?? 'NO_VERSION_SPECIFIED';
      if (asked !== version) {
        throw new AwsError('InvalidAction', `Could not find operation ${action} for version ${asked}`);
      }
      return action;
    },
    input({ body }, shape) {
      return formValue(readForm(body), shape, 'member');
    },
    answer(operation, output, requestId) {
      const result = `<${operation}Result>${xml(output)}</${operation}Result>`;
      const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
      const body = `<${operation}Response xmlns="${namespace}">${result}${metadata}</${operation}Response>`;
      return { status: 200, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
    },
    refusal({ code, message, status }, requestId) {
      const error = xml({ Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message });
      const body = `<ErrorResponse xmlns="${namespace}"><Error>${error}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
      return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
    },
    codes: CODES,
  };
}

const CODES: Protocol['codes'] = {
  missingToken: ['MissingAuthenticationToken', 403],
  invalidToken: ['InvalidClientTokenId', 403],
  expiredToken: ['ExpiredToken', 403],
  invalidSignature: ['SignatureDoesNotMatch', 403],
  throttled: ['Throttling', 400],
  denied: ['AccessDenied', 403],
  unknownOperation: ['InvalidAction', 400],
  malformed: ['MalformedInput', 400],
};
