/** The kinds of resources by service: how their ARNs begin, and the form of these. From the Service Authorization Reference. */
const TEMPLATES: readonly (readonly [service: string, start: RegExp, form: string])[] = [
  ['ec2', /^instance\//, 'instance/${InstanceId}'],
  ['ecs', /^task\//, 'task/${ClusterName}/${TaskId}'],
  ['kms', /^key\//, 'key/${KeyId}'],
  ['kms', /^alias\//, 'alias/${Alias}'],
  ['logs', /^log-group:[^:]*:log-stream:/, 'log-group:${LogGroupName}:log-stream:${LogStreamName}'],
  ['logs', /^log-group:/, 'log-group:${LogGroupName}'],
  ['s3', /\//, '${BucketName}/${KeyName}'],
  ['s3', /^/, '${BucketName}'],
  ['ssm', /^document\//, 'document/${DocumentName}'],
  ['ssm', /^managed-instance\//, 'managed-instance/${InstanceId}'],
  ['ssm', /^session\//, 'session/${SessionId}'],
];

/** Gives the form of the ARNs of a kind of resource, as SimulatePrincipalPolicy answers with it for all its resources; `*` for other kinds. */
export function arnTemplate(arn: string): string {
  const [, , service = '', , , ...rest] = arn.split(':');
  const form = TEMPLATES.find(([owner, start]) => owner === service && start.test(rest.join(':')))?.[2];
  if (form === undefined) return '*';
  return `arn:\${Partition}:${service}:${service === 's3' ? ':' : '${Region}:${Account}'}:${form}`;
}
