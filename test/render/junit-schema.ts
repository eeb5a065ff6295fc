// What the schema of the xunit plugin for Jenkins lets stand where, of what we use:
// https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd

interface Allowed {
  readonly attributes: readonly string[];
  readonly inside: readonly string[];
}

const OUTCOME: Allowed = { attributes: ['type', 'message'], inside: [] };

const ELEMENTS: Readonly<Record<string, Allowed>> = {
  testsuites: { attributes: ['name', 'time', 'tests', 'failures', 'errors'], inside: ['testsuite'] },
  testsuite: {
    attributes: [
      'name',
      'tests',
      'failures',
      'errors',
      'group',
      'time',
      'skipped',
      'timestamp',
      'hostname',
      'id',
      'package',
    ],
    inside: ['testsuite', 'properties', 'testcase', 'system-out', 'system-err'],
  },
  testcase: {
    attributes: ['name', 'time', 'classname', 'group'],
    inside: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
  },
  failure: OUTCOME,
  error: OUTCOME,
  skipped: OUTCOME,
  'system-out': { attributes: [], inside: [] },
};

/** Lists what has no place in the schema. */
export function strangeIn(xml: string): readonly string[] {
  const open: string[] = [];
  const strange: string[] = [];
  for (const [, end, name = '', attributes = '', empty] of xml.matchAll(
    /<(\/)?([\w-]+)((?: [\w-]+="[^"]*")*)(\/)?>/g,
  )) {
    if (end !== undefined) {
      if (open.pop() !== name) strange.push(`</${name}>`);
      continue;
    }
    const parent = open.at(-1);
    const places = parent === undefined ? ['testsuites'] : (ELEMENTS[parent]?.inside ?? []);
    if (!places.includes(name)) strange.push(`<${name}> in <${parent}>`);
    for (const [, attribute = ''] of attributes.matchAll(/ ([\w-]+)=/g))
      if (!ELEMENTS[name]?.attributes.includes(attribute)) strange.push(`${attribute} of <${name}>`);
    if (empty === undefined) open.push(name);
  }
  return strange;
}
