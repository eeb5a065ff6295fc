import type { LogEvent, LogGroup } from '../state/logs.ts';
import type { Bucket } from '../state/s3.ts';
import type { PastSession } from '../state/ssm.ts';
import { DEBUG } from './people.ts';
import { FLEET_ACCOUNT } from './roles.ts';

const HOUR = 3_600_000;
const GROUP = 'sessions';
const SHELL = 'SSM-SessionManagerRunShell';

/** A session of the last days as it is written here. */
interface Plan {
  /** The last part of its id. */
  readonly id: string;
  readonly node: string;
  /** A role of the fleet's people, and who has taken it. */
  readonly role: string;
  readonly person: string;
  /** How many hours ago it began, and how many minutes it took. */
  readonly hoursAgo: number;
  readonly minutes: number;
  /** Absent: the preferences. */
  readonly document?: string;
  readonly reason?: string;
  /** What was logged, line by line; absent: nothing. */
  readonly lines?: readonly string[];
}

/** The fleet's sessions that are over: shells that were logged, one that was not, and what is never logged. */
const VIRGINIA: readonly Plan[] = [
  {
    id: '0a3f6c1d9b7e25480',
    node: 'i-073d9645cca9c53f4',
    role: 'on-call',
    person: 'ann',
    hoursAgo: 170,
    minutes: 12,
    reason: 'INC-2041: slow answers',
    lines: [
      'sh-5.2$ uptime',
      ' 09:14:02 up 41 days,  2:03,  0 users,  load average: 7.91, 7.40, 6.12',
      'sh-5.2$ ps aux --sort=-%cpu | head -2 | cut -c 1-60',
      'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START ',
      'nginx       1834 98.7  3.1 182044 63120 ?        R    08:40 ',
      'sh-5.2$ sudo systemctl restart nginx',
      'sh-5.2$ exit',
    ],
  },
  {
    id: '07c2e94b1a6d8f350',
    node: 'i-0f88bf8a39fab5744',
    role: 'developers',
    person: 'ben',
    hoursAgo: 51,
    minutes: 4,
    lines: ['sh-4.2$ df -h / | tail -1', '/dev/xvda1       30G   28G  2.1G  94% /', 'sh-4.2$ exit'],
  },
  // Nothing leads from the network of this node to CloudWatch Logs.
  {
    id: '0e81d5a27c3b9f604',
    node: 'i-0ed138743b4e7b173',
    role: 'developers',
    person: 'ben',
    hoursAgo: 49,
    minutes: 21,
    reason: 'month-end',
  },
  {
    id: '05b9a3f1e7d24c680',
    node: 'i-073d9645cca9c53f4',
    role: 'developers',
    person: 'cyd',
    hoursAgo: 27,
    minutes: 38,
    document: 'AWS-StartSSHSession',
  },
  {
    id: '0d4b7e2f8a1c96530',
    node: 'i-0ad6da0a0d610a0e7',
    role: 'developers',
    person: 'cyd',
    hoursAgo: 26,
    minutes: 3,
    document: DEBUG,
  },
];

const IRELAND: readonly Plan[] = [
  {
    id: '0f6a1c8e3d5b72940',
    node: 'i-02e90fad6fc539778',
    role: 'on-call',
    person: 'ann',
    hoursAgo: 75,
    minutes: 9,
    lines: ['sh-5.2$ ls /srv/reports', '2026-q2.csv  2026-q3.csv', 'sh-5.2$ exit'],
  },
];

/** What was logged is in the log group, and in the bucket where there is one. */
export interface Logged {
  readonly pastSessions: Record<string, PastSession>;
  readonly streams: NonNullable<LogGroup['streams']>;
  readonly objects: NonNullable<Bucket['objects']>;
}

/** Makes the sessions in us-east-1 that are over. `now`: milliseconds since the epoch. */
export const sessionsInVirginia = (now: number): Logged => sessionsOf('us-east-1', VIRGINIA, now);

export const sessionsInIreland = (now: number): Logged => sessionsOf('eu-west-1', IRELAND, now);

function sessionsOf(region: string, plans: readonly Plan[], now: number): Logged {
  const logged: Logged = { pastSessions: {}, streams: {}, objects: {} };
  for (const { id, node, role, person, hoursAgo, minutes, document = SHELL, reason, lines } of plans) {
    const name = `${person}-${id}`;
    const owner = `arn:aws:sts::${FLEET_ACCOUNT}:assumed-role/${role}/${person}`;
    const began = now - hoursAgo * HOUR;
    const started = new Date(began).toISOString();
    const ended = new Date(began + minutes * 60_000).toISOString();
    logged.pastSessions[name] = {
      target: node,
      owner,
      started,
      ended,
      status: 'Terminated',
      document,
      ...(reason !== undefined && { reason }),
      ...(lines && { log: { group: GROUP } }),
    };
    if (!lines) continue;
    const eventOf = (line: string, index: number): LogEvent => {
      const time = new Date(began + ((index + 1) * minutes * 60_000) / (lines.length + 1)).toISOString();
      const message = {
        eventVersion: '1.0',
        eventTime: time.replace(/\.\d+/, ''),
        awsRegion: region,
        target: { id: node },
        userIdentity: { arn: owner },
        runAsUser: 'ssm-user',
        sessionId: name,
        sessionData: [line],
      };
      return { time, message: JSON.stringify(message) };
    };
    logged.streams[name] = { created: started, events: lines.map(eventOf) };
    logged.objects[`${name}.log`] = { modified: ended, content: `${lines.join('\r\n')}\r\n` };
  }
  return logged;
}
