import type { Framework } from '../framework.ts';

/** CIS AWS Foundations Benchmark, version 5.0.0. It says nothing of the logging of sessions. */
export const cis: Framework = {
  title: 'CIS AWS Foundations Benchmark v5.0.0',
  source: 'https://docs.aws.amazon.com/securityhub/latest/userguide/cis-aws-foundations-benchmark.html',
  controls: [
    {
      id: '1.17',
      title: 'Instance roles are used for access to AWS from instances',
      asks: 'software on instances gets at AWS by the role of the instance',
      shownBy: ['instance.no-profile', 'instance.profile-without-role'],
    },
    {
      id: '2.1.4',
      title: 'S3 Block Public Access is on',
      asks: 'buckets, here that of session logs, block public access',
      shownBy: ['s3.public'],
      byHints: ['s3.public'],
    },
    {
      id: '3.6',
      title: 'Rotation is on for symmetric customer managed keys',
      asks: 'symmetric keys that customers made, here those of sessions and their logs, are rotated every year',
      shownBy: ['kms.rotation'],
      byHints: ['kms.rotation'],
    },
  ],
};
