// What is printed of findings one by one, for other systems: lines of JSON.
import assert from 'node:assert/strict';
import type { Report } from '../../src/engine/report.ts';
import { diagnosis, fault, looked } from './reports.ts';

export const SOURCE = { version: '1.2.3', time: '2026-11-26T12:00:00.000Z' };

/** Reads lines, each of which must be one JSON value. */
export const valuesOf = (lines: Iterable<string>): readonly unknown[] =>
  [...lines].map((line) => {
    assert.doesNotMatch(line, /\n/);
    return JSON.parse(line) as unknown;
  });

/** Makes what prints one fault alone. */
export const oneOf =
  <Printed>(printed: (report: Report) => readonly Printed[]) =>
  (...args: Parameters<typeof fault>): Printed => {
    const [found, ...others] = printed(diagnosis([looked([fault(...args)])]));
    assert.equal(others.length, 0);
    return found ?? assert.fail();
  };
