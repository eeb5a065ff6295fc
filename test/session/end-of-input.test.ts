import assert from 'node:assert/strict';
import { endInput } from '../../src/session/end-of-input.ts';
import { virtualClock } from '../channel/virtual-clock.ts';

/** What a shell was sent whose input has ended, with the time of each in milliseconds. */
function ended(typed = '') {
  const clock = virtualClock(0);
  const sent: string[] = [];
  let silence = 0;
  const session = {
    write: (data: Buffer) => sent.push(`${clock.now()} ${JSON.stringify(data.toString())}`) > 0,
    silence: () => silence,
  };
  const end = endInput(session, clock, Buffer.from(typed).at(-1));
  return { clock, sent, end, beSilent: (milliseconds: number) => (silence = milliseconds) };
}

const D = String.raw`"\u0004"`;

describe('the end of what is typed', () => {
  it('is told again where the shell did not hear it, less and less often', () => {
    const { clock, sent, end } = ended('ls\n');
    clock.pass(8000);
    assert.deepEqual(sent, [`0 ${D}`, `250 ${D}`, `750 ${D}`, `1750 ${D}`, `3750 ${D}`, `7750 ${D}`]);
    clock.pass(60 * 60_000);
    assert.ok(sent.length < 16, `${sent.length}, which would keep a session from getting idle`);
    end.stop();
    assert.equal(clock.due(), 0);
  });

  it('is told soon after a program that kept the shell from hearing it', () => {
    const { clock, sent, end } = ended('make\n');
    clock.pass(100_000);
    const before = sent.length;
    end.onOutput();
    clock.pass(250);
    assert.deepEqual(sent.slice(before), [`100250 ${D}`]);
    // That may be an echo.
    end.onOutput();
    clock.pass(300);
    assert.equal(sent.length, before + 1);
  });

  it('ends a line that was not ended, once, after a program that reads has had it as it is', () => {
    const { clock, sent, end } = ended('ls');
    clock.pass(1000);
    assert.deepEqual(sent, [`0 ${D}`, `250 ${D}`, String.raw`750 "\n\u0004"`]);
    clock.pass(9000);
    end.onOutput();
    clock.pass(9000);
    assert.equal(sent.filter((each) => each.includes(String.raw`\n`)).length, 1);
  });

  for (const typed of ['', 'ls\r', 'ls\n']) {
    it(`ends no line after ${JSON.stringify(typed)}`, () => {
      const { clock, sent } = ended(typed);
      clock.pass(60_000);
      assert.ok(sent.every((each) => each.endsWith(D)));
    });
  }

  it('is not told again while it is on its way', () => {
    const { clock, sent, beSilent } = ended('ls\n');
    beSilent(1);
    clock.pass(10_000);
    assert.equal(sent.length, 1);
    beSilent(0);
    clock.pass(250);
    assert.equal(sent.length, 2);
  });
});
