/** A line without its comment: its indentation and its text. */
interface Line {
  readonly indent: number;
  readonly text: string;
}

/**
 * Reads the subset of YAML that preferences documents use: maps and lists by indentation, scalars on one line, and block scalars.
 * Undefined for anything else, such as anchors and flow collections that are not empty.
 */
export function readYaml(source: string): unknown {
  const lines: Line[] = [];
  const raws = source.split(/\r?\n/);
  for (let raw = raws.shift(); raw !== undefined; raw = raws.shift()) {
    const text = raw.replace(/(^|\s)#(?=([^'"]|'[^']*'|"[^"]*")*$).*$/, '').trimEnd();
    if (text.trim() === '' || text === '---') continue;
    if (/^\s*\t/.test(text)) return undefined;
    const indent = text.length - text.trimStart().length;
    const [, before, style, end] = /^(.*(?::|-)\s+)([|>])([+-]?)$/.exec(text) ?? [];
    lines.push({
      indent,
      text: (before === undefined ? text : before + JSON.stringify(blockScalar(raws, indent, style, end))).trimStart(),
    });
  }
  try {
    const rest = [...lines];
    const value = block(rest, lines[0]?.indent ?? 0);
    return rest.length === 0 ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Takes the lines of a block scalar off the front: `|` keeps its lines, `>` joins them; `-` at its end drops the last break. */
function blockScalar(raws: string[], outer: number, style: string | undefined, end: string | undefined): string {
  const taken: string[] = [];
  while (raws[0] !== undefined && (raws[0].trim() === '' || raws[0].startsWith(' '.repeat(outer + 1)))) {
    taken.push(raws.shift() ?? '');
  }
  const indent = /^ */.exec(taken.find((line) => line.trim() !== '') ?? '')?.[0].length ?? 0;
  const lines = taken.map((line) => line.slice(indent));
  const whole = `${lines.join('\n')}\n`;
  const text = style === '|' ? whole : whole.replace(/(?<=[^\n])\n+(?=[^\n ])/g, (breaks) => breaks.slice(1) || ' ');
  return end === '+' ? text : text.replace(/\n+$/, end === '-' ? '' : '\n');
}

/** Takes the lines of one map or list off the front. */
function block(lines: Line[], indent: number): unknown {
  const list: unknown[] = [];
  const map: Record<string, unknown> = {};
  const isList = /^-( |$)/.test(lines[0]?.text ?? '');
  for (let line = lines[0]; line && line.indent === indent; line = lines[0]) {
    if (isList !== /^-( |$)/.test(line.text)) {
      // A list can have the indentation of its own key; the next key ends it.
      if (isList) break;
      throw new SyntaxError(line.text);
    }
    lines.shift();
    const [, key, rest = ''] = isList
      ? ['', '', line.text.slice(1)]
      : (/^("[^"]*"|'[^']*'|[^\s'"[{&*!|>%@`-][^:]*?)\s*:(?:\s+(.*))?$/.exec(line.text) ?? []);
    if (key === undefined) throw new SyntaxError(line.text);
    const below = lines[0];
    const nested =
      below && (below.indent > indent || (!isList && below.indent === indent && /^-( |$)/.test(below.text)));
    const value = rest.trim() === '' && nested ? block(lines, below.indent) : scalar(rest.trim());
    if (isList) list.push(value);
    else map[String(scalar(key))] = value;
  }
  return isList ? list : map;
}

function scalar(text: string): unknown {
  if (text === '' || text === '~' || text === 'null') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === '{}') return {};
  if (text === '[]') return [];
  // JSON's strings are almost the same as YAML's double-quoted ones.
  if (/^"([^"\\]|\\.)*"$/.test(text)) return JSON.parse(text);
  if (/^'([^']|'')*'$/.test(text)) return text.slice(1, -1).replaceAll("''", "'");
  if (/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/.test(text)) return Number(text);
  if (/^['"[{&*!|>%@`]/.test(text) || /: |:$/.test(text)) throw new SyntaxError(text);
  return text;
}
