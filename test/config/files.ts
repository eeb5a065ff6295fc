// Configuration files as texts, for tests.
import assert from 'node:assert/strict';
import type { ConfigFile } from '../../src/config/find.ts';
import { type Config, readConfig } from '../../src/config/read.ts';
import { UserError } from '../../src/errors.ts';

/** A file that was found, or what of it a test says. */
export const fileOf = (text: string, about: Partial<ConfigFile> = {}): ConfigFile => ({
  file: 'session-manager.yaml',
  folder: '/fleet',
  text,
  form: 'yaml',
  named: false,
  ...about,
});

export const configOf = (text: string, about: Partial<ConfigFile> = {}): Config => readConfig(fileOf(text, about));

/** What is said of a file that is wrong. */
export function complaint(text: string, about: Partial<ConfigFile> = {}): string {
  try {
    configOf(text, about);
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    assert.ok(!error.message.includes('\n'), 'one line');
    return error.message;
  }
  return assert.fail(`nothing is wrong with ${text}`);
}

/** The values of a file, by flag. */
export const valuesOf = (text: string, about: Partial<ConfigFile> = {}): Readonly<Record<string, unknown>> =>
  Object.fromEntries([...configOf(text, about).settings].map(([key, { value }]) => [key, value]));
