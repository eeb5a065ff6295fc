/** A section of a file of the AWS CLI, as its heading names it. */
export interface Section {
  /** `none`: a heading that stands for nothing that is known, such as `[dev]` in the configuration file. */
  readonly kind: 'profile' | 'sso-session' | 'services' | 'none';
  /** The name that it gives; for `none`, the one that was probably meant. */
  readonly name: string;
  /** The text of the heading, without brackets. */
  readonly heading: string;
}

/** The files: in `config` a profile is `[profile name]`, in `credentials` it is `[name]`. */
export type FileKind = 'config' | 'credentials';

/** What the headings of a file say, and what is wrong with its lines. */
export interface Sections {
  readonly sections: readonly Section[];
  /** The first line that is neither a heading nor a setting; never holds its text, which can be a secret. */
  readonly fault: string | undefined;
  /** The text with the headings that the SDK does not understand, such as `[profile "team one"]`, in a form that it does. */
  readonly text: string;
  /** Profiles of the credentials file whose names the SDK reads in the configuration file only, in its form. */
  readonly moved: string;
}

const PREFIXED = /^(profile|sso-session|services)(?:\s+|\.)(.+)$/;
// A heading of a profile with a slip in it: [Profile dev], [profiles dev], [profile: dev].
const MEANT = /^profiles?[\s.:=]+(.+)$/i;
// parseIni in @smithy/core: other headings with a blank in them are skipped, with all of their settings.
const READ_BY_SDK = /^(?:profile|sso-session|services)\s(["'])?[\w\-@+.%:/]+\1$/;

/**
 * Reads the headings of a file, and checks that every line means something: the SDK skips what it does not understand,
 * and takes settings below a broken heading for those of the section before it.
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export function readSections(file: FileKind, content: string): Sections {
  const sections: Section[] = [];
  const lines: string[] = [];
  const moved: string[] = [];
  let fault = content.includes('\0') ? 'it is not UTF-8 text' : undefined;
  let rest = lines;
  for (const [index, line] of content.split(/\r?\n/).entries()) {
    // As the SDK does: a comment begins at the start of a line or after a blank.
    const said = (line.split(/(?:^|\s)[;#]/)[0] ?? '').trim();
    const wrong = faultOf(file, said, /^\s/.test(line), sections.length > 0);
    if (wrong !== undefined) fault ??= `line ${index + 1} ${wrong}`;
    if (!said.startsWith('[') || wrong !== undefined) {
      rest.push(line);
      continue;
    }
    const heading = said.slice(1, -1).trim();
    const section = file === 'config' ? inConfig(heading) : inCredentials(heading);
    sections.push(section);
    const isMoved = file === 'credentials' && section.kind === 'profile' && !isReadInCredentials(line, heading);
    rest = isMoved ? moved : lines;
    rest.push(isMoved ? `[profile.${section.name}]` : file === 'config' ? forSdk(line, section) : line);
  }
  return { sections, fault, text: lines.join('\n'), moved: moved.join('\n') };
}

function faultOf(file: FileKind, said: string, indented: boolean, within: boolean): string | undefined {
  if (said === '') return undefined;
  if (said.includes('\uFFFD')) return 'is not UTF-8 text';
  const heading = file === 'config' ? '[profile name]' : '[name]';
  if (said.startsWith('[')) {
    if (!said.endsWith(']')) return `is no heading: it must be one such as ${heading}, and nothing else`;
    return /^\[\s*(?:profile\s+)?__proto__\s*\]$/.test(said) ? 'is a heading that is not allowed' : undefined;
  }
  if (!within) return `stands before the first heading, such as ${heading}`;
  // An indented line can go on with the value of the line before it.
  if (indented || said.indexOf('=') > 0) return undefined;
  return `is neither a heading (${heading}) nor a setting (name = value)`;
}

function inConfig(heading: string): Section {
  if (heading === 'default') return { kind: 'profile', name: 'default', heading };
  const [, kind, rest = ''] = PREFIXED.exec(heading) ?? [];
  const quoted = /^(["'])(.+)\1$/.exec(rest)?.[2]?.trim();
  const isName = kind !== undefined && (quoted !== undefined || !/["'\s]/.test(rest));
  if (isName) return { kind: kind as Section['kind'], name: quoted ?? rest, heading };
  const meant = MEANT.exec(heading)?.[1] ?? (rest || heading);
  return { kind: 'none', name: meant.replace(/["']/g, '').trim() || heading, heading };
}

function inCredentials(heading: string): Section {
  const [, kind, rest = ''] = PREFIXED.exec(heading) ?? [];
  return kind === 'profile'
    ? { kind: 'none', name: rest.replace(/^(["'])(.+)\1$/, '$2'), heading }
    : { kind: 'profile', name: heading, heading };
}

const isReadInCredentials = (line: string, heading: string): boolean =>
  line.includes(`[${heading}]`) && !/\s/.test(heading);

function forSdk(line: string, { kind, name, heading }: Section): string {
  const isRead = line.includes(`[${heading}]`) && (heading === 'default' || READ_BY_SDK.test(heading));
  return kind === 'none' || isRead ? line : `[${kind}.${name}]`;
}
