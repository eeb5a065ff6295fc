import { page } from '../page.ts';
import type { Entry } from './entry.ts';

const EXAMPLES = page('getting-started-restrict-access-examples');
const QUICKSTART = page('getting-started-restrict-access-quickstart');

/** Explains the ids about who may start sessions. */
export const people: Readonly<Record<string, Entry>> = {
  'user.access': {
    title: 'where somebody may start sessions, by which documents, and what is logged',
    looksAt:
      'what IAM allows those whom --principal or --principals name: the nodes and documents of sessions, and what becomes of the log',
    effect: 'it is said of those who are asked about by --principal; it fails for somebody who does not exist',
    clears:
      'nothing has to be done where they are meant to; session-manager policy user prints a policy for less; check the ARN of somebody who does not exist',
    verdicts: ['fail', 'info'],
    ref: EXAMPLES,
  },
  'user.start-session': {
    title: 'the caller may not start sessions on any node that was tried',
    looksAt: 'whether IAM allows the caller ssm:StartSession on some nodes with different tags',
    effect: 'these credentials cannot open sessions',
    clears:
      'if they are meant to: attach what session-manager policy user prints; where a Deny or a permissions boundary forbids it, change that',
    verdicts: ['warn', 'info'],
    ref: QUICKSTART,
  },
  'user.document-resource': {
    title: 'the caller may not use the session document',
    looksAt: 'whether IAM allows the caller ssm:StartSession on the document, which a shell has required since 2025',
    effect: 'a shell cannot be started, although the node is allowed',
    clears: 'allow ssm:StartSession on the document, too, as session-manager policy user prints it',
    verdicts: ['fail'],
    ref: page('getting-started-default-session-document'),
  },
  'user.open-data-channel': {
    title: 'the caller may not open the data channel of sessions',
    looksAt: "whether IAM allows the caller ssmmessages:OpenDataChannel on sessions of the caller's own",
    effect: 'sessions are started, but cannot be joined',
    clears: 'allow ssmmessages:OpenDataChannel on own sessions, as session-manager policy user prints it',
    verdicts: ['fail'],
    ref: QUICKSTART,
  },
  'user.generate-data-key': {
    title: 'the caller may not use the session key',
    looksAt: 'whether IAM, the policy of the session key and its grants allow the caller kms:GenerateDataKey',
    effect: 'sessions fail with "Error calling KMS GenerateDataKey API"',
    clears:
      'allow kms:GenerateDataKey on the key, as session-manager policy user --kms --encrypt-sessions prints it; where the key policy keeps the caller out, change that as the finding says',
    verdicts: ['fail'],
    ref: page('session-preferences-enable-encryption'),
  },
  'user.document-access-check': {
    title: 'the caller is allowed certain documents, without the document access check',
    looksAt: 'the statements that allow the caller ssm:StartSession with certain documents only, and their conditions',
    effect: 'the default shell can be started all the same',
    clears:
      'add the condition {"BoolIfExists": {"ssm:SessionDocumentAccessCheck": "true"}} to each statement that allows ssm:StartSession',
    verdicts: ['warn'],
    ref: page('list_awssystemsmanager', 'service-authorization/latest/reference'),
  },
  'user.terminate-any': {
    title: 'the caller may end or resume sessions of others',
    looksAt: 'the sessions on which policies allow the caller ssm:TerminateSession and ssm:ResumeSession',
    effect: "somebody else's session can be ended or taken over",
    clears: 'allow both on own sessions only, as session-manager policy user prints it; unless the caller is meant to',
    verdicts: ['warn'],
    ref: EXAMPLES,
  },
  'user.own-sessions': {
    title: 'the caller may not resume or end their own sessions',
    looksAt: "whether IAM allows the caller ssm:ResumeSession and ssm:TerminateSession on the caller's own sessions",
    effect: 'a session whose connection is lost is over, or stays open until it has been idle for long',
    clears: 'allow both on own sessions, as session-manager policy user prints it',
    verdicts: ['info'],
    ref: QUICKSTART,
  },
  'user.ssh-key': {
    title: 'the caller may start sessions for SSH, but not push the key for it',
    looksAt:
      'where policies name it: whether IAM allows the caller ec2-instance-connect:SendSSHPublicKey on the nodes with sessions for SSH',
    effect: 'SSH with a one-time key is refused; keys of your own work',
    clears:
      'allow it on the same nodes, as session-manager policy user --ssh --os-user NAME prints it; or use keys of your own: session-manager ssh --no-key',
    verdicts: ['info'],
    ref: page('ec2-instance-connect-configure-IAM-role', 'AWSEC2/latest/UserGuide'),
  },
};
