import type { Task } from './task.ts';

type Content = Readonly<Record<string, unknown>>;

/** Reads from a Session document, and the parameters of a session, what is to be done. Throws an Error for what agents refuse. */
export function taskOf(
  { sessionType: type, parameters: definitions, properties, inputs }: Content,
  given: Readonly<Record<string, readonly string[]>>,
): Task {
  const values = valuesOf(objectOf(definitions), given);
  const told = filled(objectOf(properties), values);
  switch (type) {
    case 'Port':
      return portOf(told);
    case 'InteractiveCommands':
      return { type, command: commandsOf(told) };
    case 'NonInteractiveCommands':
      return { type, command: commandsOf(told), separateOutput: /^true$/i.test(textOf(told['separateOutputStream'])) };
    case 'Standard_Stream': {
      const profile = textOf(objectOf(objectOf(inputs)['shellProfile'])['linux']);
      return { type, ...(profile !== '' && { profile }) };
    }
    default:
      throw new Error(`Plugin with name ${String(type)} not found`);
  }
}

function portOf(told: Content): Task {
  const port = Number(textOf(told['portNumber']));
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error('the port number is not valid');
  const host = textOf(told['host']);
  return {
    type: 'Port',
    port,
    forwarding: told['type'] === 'LocalPortForwarding',
    ...(host !== '' && { host }),
    properties: Object.fromEntries(Object.entries(told).map(([name, value]) => [name, textOf(value)])),
  };
}

/** The sandbox's nodes are this machine, which is no Windows. */
function commandsOf(told: Content): string {
  const system = process.platform === 'darwin' ? 'macos' : 'linux';
  return textOf(objectOf(told[system])['commands']);
}

/** The value of each parameter: what was given, else its default. */
function valuesOf(
  definitions: Content,
  given: Readonly<Record<string, readonly string[]>>,
): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(definitions).map(([name, definition]) => [
      name,
      given[name]?.join(' ') ?? textOf(objectOf(definition)['default']),
    ]),
  );
}

/** Puts the values of parameters where `{{ name }}` stands for them. */
function filled(properties: Content, values: ReadonlyMap<string, string>): Content {
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string') {
      return value.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => values.get(name) ?? whole);
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fill(member)]));
  };
  return fill(properties) as Content;
}

const objectOf = (value: unknown): Content =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Content) : {};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
