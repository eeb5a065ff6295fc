import type { Tags } from './tags.ts';

export interface LogGroup {
  created: string;
  class: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY';
  storedBytes: number;
  deletionProtection: boolean;
  tags: Tags;
  retentionInDays?: number;
  kmsKeyId?: string;
  /** By name; absent: there are none. */
  streams?: Record<string, LogStream>;
}

export interface LogStream {
  created: string;
  /** Oldest first. */
  events: LogEvent[];
}

export interface LogEvent {
  time: string;
  message: string;
}
