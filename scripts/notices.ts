import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Licences that allow everybody to pass the code on, as long as they are named. */
const PERMISSIVE = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'Unlicense'];

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Its licence, and its notice where it has one; undefined where it ships none. */
  readonly text: string | undefined;
}

/** Lists the packages that these modules are from, with their licences: each text once. Throws for one that is not permissive. */
export function noticesOf(modules: readonly string[]): string {
  const folders = new Set(modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0] ?? []));
  const packages = [...folders].map(readPackage).toSorted((one, other) => (labelOf(one) < labelOf(other) ? -1 : 1));
  const users = new Map<string, string[]>();
  for (const used of packages) {
    const text = used.text ?? packages.find(({ license, text: own }) => own && license === used.license)?.text;
    if (text === undefined) throw new Error(`${used.name} ships no licence text, and no other package has its licence`);
    users.set(text, [...(users.get(text) ?? []), labelOf(used)]);
  }
  const parts = [...users].map(([text, labels]) => `${[...new Set(labels)].join('\n')}\n\n${text}`);
  const line = `\n\n${'-'.repeat(80)}\n\n`;
  return `${['session-manager-cli holds code of these packages, under these licences.', ...parts].join(line)}\n`;
}

const labelOf = ({ name, version, license }: Package): string => `${name} ${version} (${license})`;

function readPackage(folder: string): Package {
  const text = readFileSync(join(folder, 'package.json'), 'utf8');
  const { name, version, ...rest } = JSON.parse(text) as Package & { readonly licenses?: readonly { type: string }[] };
  // Old packages have a list, from which one may choose.
  const license = rest.license ?? rest.licenses?.[0]?.type;
  if (!PERMISSIVE.includes(license))
    throw new Error(`${name} has the licence ${license}, which is not known to be permissive`);
  const texts = readdirSync(folder)
    .filter((file) => /^(?:licen[cs]e|notice)/i.test(file))
    .toSorted()
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r', '').trim());
  return { name, version, license, text: texts.length > 0 ? texts.join('\n\n') : undefined };
}
