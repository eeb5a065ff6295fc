/** What a pipeline runs, and how: the same for every system. */
export interface Pipeline {
  /** The command line that made it, for the head of the file. */
  readonly made: string;
  /** Variables of the flags that were given, by name. */
  readonly variables: Readonly<Record<string, string>>;
  /** Set if the roles require an external ID: it is a secret of the repository, never a value in the file. */
  readonly externalId: boolean;
  /** The number of jobs that share the accounts; 1: no sharing. */
  readonly shards: number;
  /** ARNs; absent: a variable of the repository. */
  readonly readRole?: string;
  readonly setupRole?: string;
  readonly branch: string;
  /** A cron expression of five fields, in UTC. */
  readonly nightly: string;
  /** What npm installs. */
  readonly package: string;
  /** The region that signs in. */
  readonly region: string;
  /** Set if all runs on the sandbox: nothing signs in. */
  readonly sandbox: boolean;
}

/** The variable of the external ID, and the name of its secret. */
export const EXTERNAL_ID = 'SESSION_MANAGER_EXTERNAL_ID';

/** The checks that are about the machine and the credentials of the pipeline. */
export const DOCTOR = 'session-manager doctor --skip client,user';

// Exit code 1: the report tells of something that failed, and the job that made it has failed of that already.
const TOLD = '|| [ $? -eq 1 ]';

/** Makes the command that prints reports, or passes them on, in another form. */
export const retold = (reports: string, to?: string, format?: string): string =>
  [
    'session-manager merge',
    reports,
    ...(format === undefined ? [] : [`--format ${format}`]),
    ...(to === undefined ? [] : [to]),
    TOLD,
  ].join(' ');
