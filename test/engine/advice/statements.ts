// Puts the statements that advice prints where its words say.
import assert from 'node:assert/strict';
import type { Fault } from '../../../src/checks/check.ts';
import type { Statement as Advice } from '../../../src/checks/remedy.ts';
import type { State } from '../../../src/sandbox/state/state.ts';
import { ACCOUNT, type World } from '../world.ts';
import { readSettings } from './hands.ts';

interface Document {
  Version?: string;
  Statement: object[];
}

const parse = (text: string): Document => {
  const document = JSON.parse(text) as Document;
  return { ...document, Statement: [document.Statement].flat() };
};

/** Edits the text of a policy. */
const edited = (text: string, edit: (document: Document) => void): string => {
  const document = parse(text);
  edit(document);
  return JSON.stringify(document);
};

const nameIn = (subject: string | undefined): string => subject?.split('/').slice(1).join('/') ?? '';

/** Does what a statement, and the words before it, say. */
export async function followStatement(on: World, { subject }: Fault, { lead, statement }: Advice): Promise<void> {
  const given = [statement].flat();
  const settings = await readSettings(on);
  await on.sandbox.edit((state) => {
    // The name of a statement is its Sid or its place.
    const edit = (document: Document): void => {
      const [, name] = /(?:replace|remove) statement (\S+?)(?: of|,| by|$)/.exec(lead) ?? [];
      if (name === undefined) {
        document.Statement.push(...given);
        return;
      }
      const index = document.Statement.findIndex(
        (each, place) => (each as { Sid?: string }).Sid === name || String(place + 1) === name,
      );
      assert.ok(index >= 0, `there is no statement ${name}`);
      document.Statement.splice(index, 1, ...(lead.includes('remove statement') ? [] : given));
    };
    const iam = state.iam[ACCOUNT] ?? assert.fail('no roles');
    const role = iam.roles[nameIn(subject)];
    if (lead.includes('deny it to them')) {
      const owner = role ?? iam.users[nameIn(subject)] ?? assert.fail();
      const more = `more${Object.keys(owner.inline).length}`;
      owner.inline[more] = JSON.stringify({ Version: '2012-10-17', Statement: given });
      return;
    }
    if (lead.includes('trust policy')) {
      const found = role ?? assert.fail('it is about a role');
      const isRemoved = lead.startsWith('remove this statement');
      found.trust = edited(found.trust, (document) => {
        if (isRemoved) {
          document.Statement = document.Statement.filter((each) => JSON.stringify(each) !== JSON.stringify(given[0]));
        } else document.Statement.push(...given);
      });
      return;
    }
    const endpoint = Object.values(state.accounts[ACCOUNT] ?? {}).flatMap(
      ({ vpcEndpoints }) => vpcEndpoints[subject ?? ''] ?? [],
    )[0];
    if (endpoint) {
      endpoint.policy = edited(endpoint.policy ?? '{"Statement":[]}', edit);
      return;
    }
    const bucket = /policy of bucket ([^\s,]+)/.exec(lead)?.[1];
    if (bucket !== undefined) {
      const found = state.buckets[bucket] ?? assert.fail();
      found.policy = edited(found.policy ?? '{"Statement":[]}', edit);
      return;
    }
    const inline = /inline policy ([^\s,]+)/.exec(lead)?.[1];
    if (inline !== undefined) {
      const owner = role ?? iam.users[nameIn(subject)] ?? assert.fail();
      owner.inline[inline] = edited(owner.inline[inline] ?? assert.fail(`no inline policy ${inline}`), edit);
      return;
    }
    const managed = /managed policy ([^\s,]+)/.exec(lead)?.[1];
    if (managed !== undefined) {
      const [version] = iam.policies[`arn:aws:iam::${ACCOUNT}:policy/${managed}`]?.versions.slice(-1) ?? [];
      const found = version ?? assert.fail(`no managed policy ${managed}`);
      found.document = edited(found.document, edit);
      return;
    }
    if (/key policy|policy of key/.test(lead)) {
      const named = /policy of key ([^\s,]+)/.exec(lead)?.[1] ?? nameIn(subject) ?? settings.kmsKeyId;
      const found = keyNamed(state, named);
      found.policy = edited(found.policy, edit);
      return;
    }
    assert.fail(`it is not said where this goes: ${lead}`);
  });
}

/** Finds a key by its id, its ARN or an alias. */
function keyNamed(state: State, name: string) {
  for (const region of Object.values(state.accounts).flatMap((regions) => Object.values(regions))) {
    const id = region.aliases[name]?.target ?? name.split('/').at(-1) ?? '';
    const key = region.keys[id];
    if (key) return key;
  }
  return assert.fail(`there is no key ${name}`);
}
