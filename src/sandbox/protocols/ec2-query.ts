import { AwsError } from './aws-error.ts';
import { formValue, readForm } from './form.ts';
import type { Protocol } from './protocol.ts';
import { xml } from './xml.ts';

const VERSION = '2016-11-15';
const NAMESPACE = `http://ec2.amazonaws.com/doc/${VERSION}/`;
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const INVALID_CREDENTIALS = 'AWS was not able to validate the provided access credentials';

/**
 * EC2's own AWS Query: lists in the form are flattened, and the answer has no `Result` around it. Operations read and answer members
 * under the names on the wire: `Filter` and `reservationSet`, not `Filters` and `Reservations`.
 * https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
 */
export const ec2Query: Protocol = {
  operation({ body }) {
    const form = new URLSearchParams(body);
    const action = form.get('Action');
    if (action === null) throw new AwsError('MissingAction', 'The request is missing an action.');
    if (form.get('Version') !== VERSION) throw new AwsError('InvalidAction', `The action ${action} is not valid here.`);
    return action;
  },
  input({ body }, shape) {
    return formValue(readForm(body), shape);
  },
  answer(operation, output, requestId) {
    const content = xml({ requestId, ...output }, 'item');
    return answered(200, `<${operation}Response xmlns="${NAMESPACE}">${content}</${operation}Response>`, requestId);
  },
  refusal({ code, message, status }, requestId) {
    const denied = code === 'UnauthorizedOperation' ? 'You are not authorized to perform this operation. ' : '';
    const error = xml({ Code: code, Message: denied + message });
    const body = `<Response><Errors><Error>${error}</Error></Errors><RequestID>${requestId}</RequestID></Response>`;
    return answered(status, body, requestId);
  },
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  codes: {
    missingToken: ['MissingAuthenticationToken', 403],
    invalidToken: ['AuthFailure', 401, INVALID_CREDENTIALS],
    expiredToken: ['RequestExpired', 400, 'Request has expired.'],
    invalidSignature: ['AuthFailure', 401, INVALID_CREDENTIALS],
    throttled: ['RequestLimitExceeded', 503, 'Request limit exceeded.'],
    denied: ['UnauthorizedOperation', 403],
    unknownOperation: ['InvalidAction', 400],
    malformed: ['InvalidParameterValue', 400],
  },
};

function answered(status: number, document: string, requestId: string): ReturnType<Protocol['answer']> {
  const headers = { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId };
  return { status, headers, body: DECLARATION + document };
}
