import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import type { Command } from '@oclif/core/command';
import { holdsAccessKey, isSecretName, KEYS, NAMED_ONLY, reasonAgainst, TARGET_KEYS } from '../../src/config/keys.ts';

type CommandClass = typeof Command;

/** Every flag of every command that reads a configuration file, with its variable. */
async function flagsOfCommands(): Promise<readonly (readonly [flag: string, env: string | undefined])[]> {
  const folder = new URL('../../src/commands/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const commands = await Promise.all(
    files.map(async (file) => ((await import(new URL(file, folder).href)) as { default: CommandClass }).default),
  );
  return commands
    .filter(({ flags }) => flags !== undefined && 'config' in flags)
    .flatMap(({ flags }) => Object.entries(flags).map(([name, { env }]) => [name, env] as const));
}

describe('the keys of a configuration file', () => {
  it('are the flags that can come from the environment; of those that are left out there is a reason', async () => {
    const flags = await flagsOfCommands();
    assert.ok(flags.length > 200);
    const lost = flags.filter(([name, env]) => env !== undefined && !Object.hasOwn(KEYS, name) && !isRefused(name));
    assert.deepEqual([...new Set(lost.map(([name]) => name))], []);
    const taken = new Set(flags.flatMap(([name, env]) => (env === undefined ? [] : [name])));
    assert.deepEqual(
      Object.keys(KEYS).filter((key) => !taken.has(key)),
      [],
      'no key is without a command that takes it',
    );
  });

  const isRefused = (name: string): boolean => reasonAgainst(name) !== undefined || isSecretName(name);

  it('leave out what is secret, and what answers for the user', () => {
    for (const name of ['external-id', 'aws_secret_access_key', 'sessionToken', 'api-key', 'password']) {
      assert.ok(isSecretName(name) && !(name in KEYS), name);
    }
    for (const name of ['yes', 'delete', 'json', 'config', 'no-config', 'user', 'command', 'port'])
      assert.ok(reasonAgainst(name), name);
    for (const name of ['kms-key', 'tag', 'role-name']) assert.ok(!isSecretName(name), name);
  });

  it('that differ from target to target are about what is set up there', () => {
    for (const name of ['retention', 'kms', 'grant', 'keep-logs', 'tag']) assert.ok(TARGET_KEYS.includes(name), name);
    for (const name of ['regions', 'concurrency', 'strict', 'only', 'timeout', 'sandbox']) {
      assert.ok(!TARGET_KEYS.includes(name), name);
    }
    for (const name of Object.keys(NAMED_ONLY)) assert.ok(name in KEYS, name);
  });

  it('know an access key by its looks', () => {
    assert.ok(holdsAccessKey('AKIAIOSFODNN7EXAMPLE'));
    assert.ok(holdsAccessKey('key: ASIAIOSFODNN7EXAMPLE.'));
    assert.ok(!holdsAccessKey('AKIA'));
    assert.ok(!holdsAccessKey('arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'));
  });
});
