import type { Tags } from './tags.ts';

export interface LogGroup {
  created: string;
  class: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY';
  storedBytes: number;
  deletionProtection: boolean;
  tags: Tags;
  retentionInDays?: number;
  kmsKeyId?: string;
}
