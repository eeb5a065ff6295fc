import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  checkGivenKey,
  knownPlaces,
  parseScope,
  type RawScope,
  regionsOf,
  requireRegion,
} from '../../src/targets/scope.ts';
import { ACCOUNT, badInput, badInputLater, inputsOf } from '../aws.ts';
import { ownEnvironment } from '../environment.ts';

const OTHER = '444455556666';

/** Flags, environment and `~/.aws/config`, all made up. */
interface Machine {
  readonly environment?: NodeJS.ProcessEnv;
  readonly config?: string;
  readonly credentials?: string;
}

describe('scope', () => {
  ownEnvironment();
  let folder = '';
  let files = 0;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'session-manager-scope-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  // The SDK reads a file once and remembers it by its path, so every machine gets paths of its own.
  const file = (text = ''): string => {
    files += 1;
    const path = join(folder, `file-${files}`);
    writeFileSync(path, text);
    return path;
  };
  const scopeOf = (raw: RawScope, { environment = {}, config, credentials }: Machine = {}) => {
    process.env['AWS_CONFIG_FILE'] = file(config);
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = file(credentials);
    return parseScope(raw, environment);
  };

  const TWO_PROFILES =
    '[profile dev]\nregion = eu-west-1\n[profile prod]\nregion = us-east-1\n[profile bare]\noutput = json\n';

  it('is the account and region of the credentials when nothing is given', async () => {
    assert.deepEqual(await scopeOf({}), {
      regions: undefined,
      excludeRegions: [],
      profiles: undefined,
      accounts: undefined,
      excludeAccounts: [],
      roleName: 'OrganizationAccountAccessRole',
      externalId: undefined,
      homeRegion: undefined,
      concurrency: 16,
      timeout: 300,
    });
  });

  describe('regions', () => {
    it('come once each, in the order they were given', async () => {
      const scope = await scopeOf({ regions: ['us-east-1, eu-west-1', 'us-east-1'] });
      assert.deepEqual(scope.regions, ['us-east-1', 'eu-west-1']);
    });

    it('may be all of the account', async () => {
      const scope = await scopeOf({ regions: ['all'] });
      assert.equal(scope.regions, 'all');
      assert.deepEqual(regionsOf(scope), ['all']);
    });

    it('leave out the excluded ones', async () => {
      const scope = await scopeOf({ regions: ['us-east-1,eu-west-1'], 'exclude-regions': ['us-east-1,us-west-2'] });
      assert.deepEqual(regionsOf(scope), ['eu-west-1']);
    });

    it('suggest the one that is near a name that is none', async () => {
      for (const [wrong, meant] of [
        ['us-esat-1', 'us-east-1'],
        ['eu-west1', 'eu-west-1'],
        ['US-EAST-1', 'us-east-1'],
      ] as const) {
        const error = await badInputLater(scopeOf({ regions: [wrong] }), '--regions', wrong, `did you mean ${meant}?`);
        assert.deepEqual(error.suggestions, [meant]);
      }
    });

    it('suggest nothing for a name that is far from all of them', async () => {
      const error = await badInputLater(scopeOf({ regions: ['frankfurt'] }), '--regions "frankfurt"', 'no such region');
      assert.doesNotMatch(error.message, /did you mean/);
    });

    it('are none of the names that stand for a whole partition', async () => {
      await badInputLater(scopeOf({ regions: ['us-west-9'] }), '--region-unchecked takes one that is newer');
      const newer = {
        regions: ['us-west-9', 'xx-south-1'],
        'exclude-regions': ['us-west-8'],
        'region-unchecked': true,
      };
      assert.deepEqual((await scopeOf(newer)).regions, ['us-west-9', 'xx-south-1']);
      await badInputLater(scopeOf({ regions: ['us-west'], 'region-unchecked': true }), '--regions "us-west"');
      await badInputLater(scopeOf({ regions: ['aws-global'] }), '--regions "aws-global"', 'no such region');
    });

    it('are refused when empty, when all stands beside others, and when all is excluded', async () => {
      await badInputLater(scopeOf({ regions: [''] }), '--regions is empty');
      await badInputLater(scopeOf({ regions: [','] }), '--regions is empty');
      await badInputLater(
        scopeOf({ regions: ['all,us-east-1'] }),
        '--regions "all,us-east-1"',
        'all cannot be combined with other values',
      );
      await badInputLater(scopeOf({ 'exclude-regions': ['all'] }), '--exclude-regions "all"', 'name the regions');
      await badInputLater(scopeOf({ 'exclude-regions': [''] }), '--exclude-regions is empty');
      await badInputLater(scopeOf({ 'exclude-regions': ['eu-west-9'] }), '--exclude-regions "eu-west-9"');
    });

    it('are refused when the excluded ones leave none', async () => {
      const scope = scopeOf({ regions: ['us-east-1'], 'exclude-regions': ['us-east-1'] });
      await badInputLater(scope, '--exclude-regions', 'us-east-1');
    });

    it('of several partitions need credentials that one run does not have', async () => {
      const several = { regions: ['us-east-1,cn-north-1'] };
      assert.equal((await badInputLater(scopeOf(several), '--regions', 'aws and aws-cn')).code, 'conflict');
      const one = scopeOf({ ...several, profiles: ['dev'] }, { config: TWO_PROFILES });
      await badInputLater(one, '--regions', 'aws and aws-cn');
    });

    it('of one partition are fine in any partition', async () => {
      for (const regions of ['cn-north-1,cn-northwest-1', 'us-gov-west-1,us-gov-east-1', 'eusc-de-east-1']) {
        assert.equal((await scopeOf({ regions: [regions] })).regions?.length, regions.split(',').length);
      }
    });
  });

  describe('accounts', () => {
    it('come once each, in order, or all of the organization', async () => {
      assert.deepEqual((await scopeOf({ accounts: [`${ACCOUNT},${OTHER}`, ACCOUNT] })).accounts, [ACCOUNT, OTHER]);
      assert.equal((await scopeOf({ accounts: ['all'] })).accounts, 'all');
      assert.deepEqual((await scopeOf({ 'exclude-accounts': [OTHER] })).excludeAccounts, [OTHER]);
    });

    for (const id of ['11112222333', '1111222233334', '1111-2222-3333', 'prod']) {
      it(`are not called ${id}`, async () => {
        await badInputLater(scopeOf({ accounts: [id] }), '--accounts', JSON.stringify(id), '12 digits');
        await badInputLater(
          scopeOf({ 'exclude-accounts': [id] }),
          '--exclude-accounts',
          JSON.stringify(id),
          '12 digits',
        );
      });
    }

    it('are refused when empty, when all stands beside others, and when all are excluded', async () => {
      await badInputLater(scopeOf({ accounts: [''] }), '--accounts is empty');
      await badInputLater(
        scopeOf({ accounts: [`all,${OTHER}`] }),
        '--accounts',
        `all,${OTHER}`,
        'all cannot be combined with other values',
      );
      await badInputLater(scopeOf({ 'exclude-accounts': ['all'] }), '--exclude-accounts "all"', 'name the accounts');
    });

    it('are refused when the excluded ones leave none', async () => {
      const none = scopeOf({ accounts: [ACCOUNT], 'exclude-accounts': [ACCOUNT] });
      await badInputLater(none, '--exclude-accounts', ACCOUNT, 'leaves no account');
    });

    it('are entered by a role and an external id as AWS takes them', async () => {
      for (const name of ['Admin', 'path/to/Admin', 'a+=,.@-_']) {
        assert.equal((await scopeOf({ 'role-name': name, accounts: [ACCOUNT] })).roleName, name);
      }
      for (const id of ['ab', 'x'.repeat(1224), 'a+=,.@:/-_9']) {
        assert.equal((await scopeOf({ 'external-id': id, accounts: [ACCOUNT] })).externalId, id);
      }
    });

    it('are what a role and an external id are about', async () => {
      await badInputLater(scopeOf({ 'role-name': 'Admin' }), '--role-name', '--accounts');
      await badInputLater(scopeOf({ 'external-id': 'abc' }), '--external-id', '--accounts');
    });

    for (const name of ['', 'arn:aws:iam::111122223333:role/Admin', 'my role', '/Admin', 'Admin/', 'x'.repeat(513)]) {
      it(`are not entered by a role called ${JSON.stringify(name.slice(0, 40))}`, async () => {
        await badInputLater(scopeOf({ 'role-name': name }), '--role-name', JSON.stringify(name), 'not its ARN');
      });
    }

    for (const id of ['', 'a', 'x y', 'é!', 'x'.repeat(1225)]) {
      it(`are not entered with the external id ${JSON.stringify(id.slice(0, 20))}`, async () => {
        const { message } = await badInputLater(scopeOf({ 'external-id': id }), '--external-id', '2 to 1224');
        if (id.length > 5) assert.ok(!message.includes(id), 'it is kept like a password');
      });
    }
  });

  describe('profiles', () => {
    it('are known by name and region from both files', async () => {
      const machine = {
        config: '[default]\nregion = eu-north-1\n[profile dev]\nregion = eu-west-1\n',
        credentials: '[dev]\naws_access_key_id = x\n[old]\nregion = us-west-2\naws_access_key_id = y\n',
      };
      const { profiles } = await scopeOf({ profiles: ['dev,old', 'default', 'dev'] }, machine);
      assert.deepEqual(profiles, [
        { name: 'dev', region: 'eu-west-1' },
        { name: 'old', region: 'us-west-2' },
        { name: 'default', region: 'eu-north-1' },
      ]);
    });

    it('that are unknown are refused with the known ones', async () => {
      const unknown = scopeOf({ profiles: ['dve'] }, { config: TWO_PROFILES });
      const error = await badInputLater(unknown, '--profiles "dve"', 'dev, prod, bare');
      assert.deepEqual(error.suggestions, ['dev', 'prod', 'bare']);
      await badInputLater(scopeOf({ profiles: ['dev'] }), '--profiles "dev"', 'no profile is configured');
      await badInputLater(scopeOf({ profiles: [''] }), '--profiles is empty');
    });

    it('are not mistaken for what every object has', async () => {
      await badInputLater(scopeOf({ profiles: ['toString'] }, { config: TWO_PROFILES }), '--profiles "toString"');
    });

    it('contradict accounts unless there is one to enter them from', async () => {
      const machine = { config: TWO_PROFILES };
      const two = scopeOf({ profiles: ['dev,prod'], accounts: [ACCOUNT] }, machine);
      assert.equal((await badInputLater(two, '--accounts', '--profiles', '2')).code, 'conflict');
      const { profiles, accounts } = await scopeOf({ profiles: ['dev'], accounts: [ACCOUNT] }, machine);
      assert.deepEqual([profiles, accounts], [[{ name: 'dev', region: 'eu-west-1' }], [ACCOUNT]]);
    });
  });

  describe('home region', () => {
    const home = async (raw: RawScope, machine: Machine): Promise<string | undefined> =>
      (await scopeOf(raw, machine)).homeRegion;
    const config = '[default]\nregion = ap-south-1\n[profile dev]\nregion = eu-west-1\n[profile bare]\noutput = json\n';

    it('is AWS_REGION before AWS_DEFAULT_REGION before the profile in effect', async () => {
      const both = { AWS_REGION: 'us-west-1', AWS_DEFAULT_REGION: 'us-west-2', AWS_PROFILE: 'dev' };
      assert.equal(await home({}, { config, environment: both }), 'us-west-1');
      assert.equal(await home({}, { config, environment: { ...both, AWS_REGION: '' } }), 'us-west-2');
      assert.equal(await home({}, { config, environment: { AWS_PROFILE: 'dev' } }), 'eu-west-1');
      assert.equal(await home({}, { config }), 'ap-south-1');
      assert.equal(await home({}, { config, environment: { AWS_PROFILE: 'bare' } }), undefined);
    });

    it('is only that of the environment where profiles are named, each of which may have its own', async () => {
      assert.equal(await home({ profiles: ['dev'] }, { config }), undefined);
      const environment = { AWS_REGION: 'us-west-1' };
      assert.equal(await home({ profiles: ['dev'] }, { config, environment }), 'us-west-1');
    });

    it('may not be left out if it is all there is', async () => {
      const scope = scopeOf({ 'exclude-regions': ['us-east-1'] }, { environment: { AWS_REGION: 'us-east-1' } });
      await badInputLater(scope, '--exclude-regions', 'us-east-1', 'no region');
    });

    it('must exist, too', async () => {
      await badInputLater(
        scopeOf({}, { environment: { AWS_REGION: 'eu-wets-1' } }),
        'eu-wets-1',
        'did you mean eu-west-1?',
      );
    });

    it('is demanded where neither flags nor profiles name a region', async () => {
      const words = ['no region', '--regions', 'AWS_REGION'];
      const none = await scopeOf({});
      assert.equal(badInput(() => requireRegion(none), ...words).code, 'no-region');
      const half = await scopeOf({ profiles: ['dev,bare'] }, { config: TWO_PROFILES });
      badInput(() => requireRegion(half), ...words);
      const enough = [
        scopeOf({ regions: ['us-east-1'] }),
        scopeOf({ regions: ['all'] }),
        scopeOf({}, { environment: { AWS_REGION: 'us-east-1' } }),
        scopeOf({ profiles: ['dev,prod'] }, { config: TWO_PROFILES }),
      ];
      for (const scope of enough) requireRegion(await scope);
    });
  });

  describe('a key that is given', () => {
    const inputs = inputsOf({
      'kms-key': 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    });
    const HOME = { environment: { AWS_REGION: 'us-east-1' } };

    it('serves its own region, named or at home', async () => {
      checkGivenKey(inputs, await scopeOf({ regions: ['eu-west-1'] }, HOME));
      checkGivenKey(inputs, await scopeOf({}, { environment: { AWS_REGION: 'eu-west-1' } }));
      checkGivenKey(inputs, await scopeOf({ profiles: ['dev'] }, { config: TWO_PROFILES }));
      checkGivenKey(inputs, await scopeOf({}));
    });

    it('serves no other region', async () => {
      const words = ['--kms-key', 'key/1234abcd-12ab-34cd-56ef-1234567890ab', 'the key is in eu-west-1'];
      const several = await scopeOf({ regions: ['eu-west-1,us-east-1'] });
      badInput(() => checkGivenKey(inputs, several), ...words, 'cannot be used in us-east-1');
      const all = await scopeOf({ regions: ['all'] });
      badInput(() => checkGivenKey(inputs, all), ...words, 'cannot be used in all');
      const home = await scopeOf({}, HOME);
      badInput(() => checkGivenKey(inputs, home), ...words, 'cannot be used in us-east-1');
    });

    it('is one that can exist: a partition, a region and an id that belong together', async () => {
      const scope = await scopeOf({ regions: ['us-east-1'] });
      const given = (arn: string): void => checkGivenKey(inputsOf({ 'kms-key': arn }), scope);
      const id = '1234abcd-12ab-34cd-56ef-1234567890ab';
      badInput(() => given(`arn:xaws:kms:us-east-1:111122223333:key/${id}`), '--kms-key', 'partition aws, not xaws');
      badInput(() => given(`arn:aws-cn:kms:us-east-1:111122223333:key/${id}`), 'us-east-1 is in partition aws');
      badInput(() => given(`arn:aws:kms:cn-north-1:111122223333:key/${id}`), 'cn-north-1 is in partition aws-cn');
      for (const wrong of ['x', 'mrk-1', `${id}0`]) {
        badInput(() => given(`arn:aws:kms:us-east-1:111122223333:key/${wrong}`), wrong, 'the id of a key');
      }
      given(`arn:aws:kms:us-east-1:111122223333:key/mrk-${'1a'.repeat(16)}`);
    });

    it('does not care about regions that are left out', async () => {
      checkGivenKey(inputs, await scopeOf({ regions: ['eu-west-1,us-east-1'], 'exclude-regions': ['us-east-1'] }));
    });

    it('is held against the region of every profile', async () => {
      const two = await scopeOf({ profiles: ['dev,prod'] }, { config: TWO_PROFILES });
      badInput(() => checkGivenKey(inputs, two), '--kms-key', 'cannot be used in us-east-1');
      const config = '[profile a]\nregion = eu-west-1\n[profile b]\nregion = eu-west-1\n';
      checkGivenKey(inputs, await scopeOf({ profiles: ['a,b'] }, { config }));
    });

    it('is the only kind that is checked', async () => {
      checkGivenKey(inputsOf({ kms: true }), await scopeOf({ regions: ['all'] }));
      checkGivenKey(inputsOf(), await scopeOf({ regions: ['us-east-1,us-west-2'] }));
    });
  });

  describe('numbers', () => {
    it('are taken within their bounds', async () => {
      for (const concurrency of ['1', '256']) {
        assert.equal((await scopeOf({ concurrency })).concurrency, Number(concurrency));
      }
      for (const timeout of ['1', '86400']) assert.equal((await scopeOf({ timeout })).timeout, Number(timeout));
    });

    it('are refused beyond them', async () => {
      for (const concurrency of ['0', '257', 'many']) {
        await badInputLater(scopeOf({ concurrency }), '--concurrency', JSON.stringify(concurrency), '1 to 256');
      }
      for (const timeout of ['0', '86401', '1.5']) {
        await badInputLater(scopeOf({ timeout }), '--timeout', JSON.stringify(timeout), '1 to 86400 seconds');
      }
    });
  });

  describe('without a call', () => {
    const placesOf = async (raw: RawScope, machine: Machine = {}): Promise<readonly string[]> =>
      knownPlaces(await scopeOf(raw, machine)).map(
        ({ account, profile, region, partition }) => `${account ?? profile ?? '?'} ${region} ${partition.name}`,
      );

    it('knows a default place', async () => {
      assert.deepEqual(await placesOf({}), ['? default aws']);
      assert.deepEqual(await placesOf({}, { environment: { AWS_REGION: 'cn-north-1' } }), ['? cn-north-1 aws-cn']);
    });

    it('knows the places that were named', async () => {
      assert.deepEqual(await placesOf({ regions: ['us-east-1,eu-west-1'], accounts: [`${ACCOUNT},${OTHER}`] }), [
        `${ACCOUNT} us-east-1 aws`,
        `${ACCOUNT} eu-west-1 aws`,
        `${OTHER} us-east-1 aws`,
        `${OTHER} eu-west-1 aws`,
      ]);
    });

    it('knows the region of each profile, which AWS_REGION overrides as it does in the SDK', async () => {
      const config = TWO_PROFILES;
      assert.deepEqual(await placesOf({ profiles: ['dev,prod'] }, { config }), [
        'dev eu-west-1 aws',
        'prod us-east-1 aws',
      ]);
      const environment = { AWS_REGION: 'us-west-2' };
      assert.deepEqual(await placesOf({ profiles: ['dev,bare'] }, { config, environment }), [
        'dev us-west-2 aws',
        'bare us-west-2 aws',
      ]);
    });

    it('leaves all as a word', async () => {
      assert.deepEqual(await placesOf({ regions: ['all'], accounts: ['all'] }), ['all all aws']);
    });

    it('leaves out what is excluded', async () => {
      const raw = {
        regions: ['us-east-1,eu-west-1'],
        'exclude-regions': ['us-east-1'],
        accounts: [`${ACCOUNT},${OTHER}`],
        'exclude-accounts': [OTHER],
      };
      assert.deepEqual(await placesOf(raw), [`${ACCOUNT} eu-west-1 aws`]);
    });
  });
});
