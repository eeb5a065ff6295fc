import assert from 'node:assert/strict';
import { CATALOGUE } from '../../src/checks/catalogue.ts';
import { CHECK_IDS } from '../../src/checks/index.ts';
import { braced, rulesOf } from '../../src/render/sarif-rules.ts';

const rule = (id: string) => rulesOf([id])[0] ?? assert.fail(id);

describe('rules of SARIF', () => {
  it('are one a check, by id', () =>
    assert.deepEqual(
      rulesOf(['kms.rotation', 'kms.missing', 'kms.rotation']).map(({ id }) => id),
      ['kms.missing', 'kms.rotation'],
    ));

  it('say what the catalogue says, with the command that checks it again', () => {
    const { ref, effect, title } = CATALOGUE['kms.rotation'] ?? assert.fail();
    assert.deepEqual(rule('kms.rotation'), {
      id: 'kms.rotation',
      shortDescription: { text: title },
      fullDescription: { text: `${title}: ${effect}` },
      help: {
        text: [
          'It looks at whether KMS rotates the material of each symmetric key.',
          'Why it matters: the key material stays the same for ever.',
          'What clears it: turn it on, which leaves all that is encrypted readable: aws kms enable-key-rotation.',
          'Check it again: session-manager doctor --only kms.rotation',
          ref,
        ].join('\n'),
        markdown: [
          '- It looks at whether KMS rotates the material of each symmetric key.',
          '- Why it matters: the key material stays the same for ever.',
          '- What clears it: turn it on, which leaves all that is encrypted readable: `aws kms enable-key-rotation`.',
          '- Check it again: `session-manager doctor --only kms.rotation`',
          `- [What AWS says](${ref})`,
        ].join('\n'),
      },
      helpUri: ref,
      defaultConfiguration: { level: 'note' },
      properties: { tags: ['kms'], precision: 'very-high' },
    });
  });

  it('are no longer than GitHub takes, and hold no placeholder', () => {
    for (const { shortDescription, fullDescription, help } of rulesOf(CHECK_IDS)) {
      for (const { text } of [shortDescription, fullDescription]) assert.ok(text.length <= 1024, text);
      for (const text of [shortDescription.text, fullDescription.text, help.text, help.markdown])
        assert.doesNotMatch(text.replaceAll('{{', '').replaceAll('}}', ''), /[{}]/);
    }
  });

  it('have the level of the worst verdict, and are about security where something is open to others', () => {
    assert.equal(rule('vpc.dns-not-read').defaultConfiguration?.level, 'none');
    assert.equal(rule('vpc.route').defaultConfiguration?.level, 'error');
    assert.deepEqual(rule('prefs.shared').properties, {
      tags: ['prefs', 'security'],
      precision: 'very-high',
      'security-severity': '7.5',
    });
    // GitHub would show it for a hint, too.
    assert.deepEqual(rule('s3.public').properties, { tags: ['s3', 'security'], precision: 'very-high' });
    assert.deepEqual(rule('bypass.ssh').properties.tags, ['bypass', 'security']);
    assert.deepEqual(rule('vpc.route').properties.tags, ['vpc']);
  });

  it('have the id alone where the catalogue does not have it', () => {
    assert.deepEqual(rule('new.check').shortDescription, { text: 'new.check' });
    assert.match(rule('new.check').help.text, /--only new\.check$/);
  });
});

describe('braces', () => {
  it('are doubled', () => assert.equal(braced('{"a": {}}'), '{{"a": {{}}}}'));
});
