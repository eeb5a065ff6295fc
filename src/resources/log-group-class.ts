import { TargetError } from '../errors.ts';

/** The class of log groups that only pass on logs of Lambda; they keep events for a day or two, and nobody can read them there. */
export const DELIVERY = 'DELIVERY';

/** Says that sessions cannot be logged to a log group of the class DELIVERY. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html */
export const deliversOnly = (name: string): TargetError =>
  new TargetError(
    'LogGroupUnfit',
    `log group ${name} is of the class DELIVERY, which only passes on logs of Lambda: those of sessions would be lost after a day`,
    'the class of a log group cannot be changed: name another one with --log-group, or delete this one',
  );
