import { AwsError } from '../protocols/aws-error.ts';
import { awsJson } from '../protocols/aws-json.ts';
import { SERVICES } from '../services/index.ts';
import type { Caller, Context } from '../services/operation.ts';
import { partitionOf } from '../state/partitions.ts';
import type { Path } from '../state/patch.ts';
import { emptyRegion, type State } from '../state/state.ts';
import type { Outcome } from '../state/store.ts';
import { enforce } from './enforcement.ts';

/** A call that comes over no wire. */
export interface InnerCall {
  readonly service: string;
  readonly operation: string;
  readonly input: object;
  readonly account: string;
  readonly region: string;
}

/** Finds the part of the state that a call changes. */
export const placeOf = ({ service, account, region }: InnerCall): Path =>
  service === 's3' ? ['buckets'] : ['accounts', account, region];

/** Carries out a call; the value is its answer, or why it is refused. */
export function perform(
  state: State,
  caller: Caller | undefined,
  { service: name, operation: operationName, input, account, region }: InnerCall,
  now: number,
): Outcome<object | AwsError> {
  const service = SERVICES.get(name);
  const operation = service?.operations[operationName];
  if (!service || !operation) throw new Error(`the sandbox has no operation ${name}:${operationName}`);
  const context: Context = {
    state,
    here: state.accounts[account]?.[region] ?? emptyRegion(),
    account,
    region,
    partition: partitionOf(region),
    caller: caller ?? { account, arn: '', userId: '', assumed: false },
    now,
    faults: {},
    sessionInputs: [],
    touch: () => undefined,
  };
  const plan = { service, operation };
  try {
    if (caller) {
      const authorization = { accessKeyId: account, region, service: name };
      const call = {
        protocol: awsJson,
        authorization,
        token: undefined,
        service: name,
        operation: operationName,
        input,
        plan,
      };
      enforce(call, plan, context);
    }
    const value = operation.run(context, input, (message) => new AwsError(service.invalid, message));
    return { value, changed: operation.mutates ? 'part' : 'nothing' };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { value: error, changed: 'nothing' };
  }
}
