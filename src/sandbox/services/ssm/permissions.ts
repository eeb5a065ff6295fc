import type { Context, Permission, Permissions, RawInput } from '../operation.ts';
import { anything, tagsIn, textIn, textsIn } from '../permission.ts';

const onDocument: Permissions = (context, input) => [documentPermission(context, textIn(input, 'Name'))];
const onSetting: Permissions = (context, input) => {
  const id = textIn(input, 'SettingId');
  return [{ resource: id.startsWith('arn:') ? id : ssmArn(context, `servicesetting${id}`) }];
};

/** Asks about the association, about its document and about the nodes that it names. */
const onAssociation: Permissions = (context, input) => {
  const id = textIn(input, 'AssociationId');
  const association = Object.hasOwn(context.here.associations, id) ? context.here.associations[id] : undefined;
  const name = textIn(input, 'Name') || association?.parameters.Name;
  return [
    { resource: ssmArn(context, `association/${id}`), ...(association && { tags: association.tags }) },
    ...(name === undefined ? [] : [documentPermission(context, name)]),
    ...nodesIn(context, input),
  ];
};

// The policies that AWS recommends name sessions by the user id, which the ids of sessions begin with only in part:
// https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html
const onSession: Permissions = (context, input) => {
  const id = textIn(input, 'SessionId');
  const { caller, here } = context;
  const known = { ...here.pastSessions, ...here.activeSessions };
  const isOwn = Object.hasOwn(known, id) && known[id]?.owner === caller.arn;
  return [
    {
      resource: ssmArn(context, `session/${id}`),
      ...(isOwn && { alias: ssmArn(context, `session/${caller.userId}-${id.split('-').at(-1)}`) }),
    },
  ];
};

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html */
export const ssmPermissions: Readonly<Record<string, Permissions>> = {
  AddTagsToResource: (context, input) => [
    { ...tagged(context, input), requestTags: tagsIn(input, 'Tags', 'Key', 'Value') },
  ],
  CreateAssociation(context, input) {
    const requestTags = tagsIn(input, 'Tags', 'Key', 'Value');
    const association = { resource: ssmArn(context, 'association/*'), requestTags };
    return [
      association,
      { ...documentPermission(context, textIn(input, 'Name')), requestTags },
      ...nodesIn(context, input).map((node) => ({ ...node, requestTags })),
      ...tagging(association),
    ];
  },
  CreateDocument(context, input) {
    const requestTags = tagsIn(input, 'Tags', 'Key', 'Value');
    const document = { ...documentPermission(context, textIn(input, 'Name')), requestTags };
    return [document, ...tagging(document)];
  },
  DeleteAssociation: onAssociation,
  DeleteDocument: onDocument,
  DescribeAssociation: onAssociation,
  DescribeDocument: onDocument,
  DescribeDocumentPermission: onDocument,
  DescribeInstanceInformation: anything,
  DescribeSessions: anything,
  GetCalendarState: (context, input) =>
    textsIn(input, 'CalendarNames').map((name) => documentPermission(context, name)),
  GetConnectionStatus: (context, input) => [nodePermission(context, textIn(input, 'Target'))],
  GetDocument: onDocument,
  GetServiceSetting: onSetting,
  ListAssociations: anything,
  ListDocuments: anything,
  ListDocumentVersions: onDocument,
  ListTagsForResource: (context, input) => [tagged(context, input)],
  ModifyDocumentPermission: onDocument,
  RemoveTagsFromResource: (context, input) => [{ ...tagged(context, input), tagKeys: textsIn(input, 'TagKeys') }],
  ResetServiceSetting: onSetting,
  // A document that is not named is not asked about, unless a policy wants that: https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-sessiondocumentaccesscheck.html
  StartSession: (context, input) => [
    nodePermission(context, textIn(input, 'Target')),
    ...(textIn(input, 'DocumentName') === '' ? [] : [documentPermission(context, textIn(input, 'DocumentName'))]),
  ],
  ResumeSession: onSession,
  TerminateSession: onSession,
  UpdateAssociation: onAssociation,
  UpdateDocument: onDocument,
  UpdateDocumentDefaultVersion: onDocument,
  UpdateServiceSetting: onSetting,
};

// Tags in a creating call need ssm:AddTagsToResource, too: the managed policies of Quick Setup allow both together.
const tagging = (made: Permission): readonly Permission[] =>
  Object.keys(made.requestTags ?? {}).length > 0 ? [{ ...made, action: 'ssm:AddTagsToResource' }] : [];

function tagged(context: Context, input: RawInput): Permission {
  const id = textIn(input, 'ResourceId');
  switch (textIn(input, 'ResourceType')) {
    case 'Document':
      return documentPermission(context, id);
    case 'Association': {
      const { associations } = context.here;
      const tags = Object.hasOwn(associations, id) ? associations[id]?.tags : undefined;
      return { resource: ssmArn(context, `association/${id}`), ...(tags && { tags }) };
    }
    default:
      return nodePermission(context, id);
  }
}

// The documents of AWS belong to no account.
function documentPermission(context: Context, id: string): Permission {
  // One that another account shares is asked for by its ARN.
  if (/^arn:[^:]+:ssm:[^:]*:\d{12}:/.test(id) && !id.includes(`:${context.account}:`)) return { resource: id };
  const name = id.split(':document/').at(-1) ?? id;
  const document = Object.hasOwn(context.here.documents, name) ? context.here.documents[name] : undefined;
  const account = name.startsWith('AWS-') ? '' : context.account;
  const arn = `arn:${context.partition.id}:ssm:${context.region}:${account}:document/${name}`;
  return { resource: arn, ...(document && { tags: document.tags }) };
}

/** The nodes that an association is for by their ids; `*` is every one. */
function nodesIn(context: Context, input: RawInput): readonly Permission[] {
  const targets = (Array.isArray(input['Targets']) ? input['Targets'] : []) as readonly RawInput[];
  const ids = [
    ...targets.flatMap((target) => (textIn(target, 'Key') === 'InstanceIds' ? textsIn(target, 'Values') : [])),
    ...(textIn(input, 'InstanceId') === '' ? [] : [textIn(input, 'InstanceId')]),
  ];
  return ids.flatMap((id) =>
    id === '*'
      ? [{ resource: ec2Arn(context, 'instance/*') }, { resource: ssmArn(context, 'managed-instance/*') }]
      : [nodePermission(context, id)],
  );
}

function nodePermission(context: Context, id: string): Permission {
  const tags = Object.hasOwn(context.here.nodes, id) ? context.here.nodes[id]?.tags : undefined;
  if (id.startsWith('mi-')) return { resource: ssmArn(context, `managed-instance/${id}`), ...(tags && { tags }) };
  return { resource: ec2Arn(context, `instance/${id}`) };
}

const ec2Arn = ({ partition, region, account }: Context, resource: string): string =>
  `arn:${partition.id}:ec2:${region}:${account}:${resource}`;

const ssmArn = ({ partition, region, account }: Context, resource: string): string =>
  `arn:${partition.id}:ssm:${region}:${account}:${resource}`;
