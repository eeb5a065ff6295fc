import type { Config } from './read.ts';
import type { Setting } from './setting.ts';

/** A value that a file gave, and how it is named: `session-manager.yaml:3:1`. */
export interface Blamed {
  readonly file: string;
  readonly setting: Setting;
}

/** Lists the values that a file gave to the whole run. */
export const blamedIn = ({ file, settings }: Config, applied: ReadonlySet<string>): ReadonlyMap<string, Blamed> =>
  new Map([...settings].flatMap(([key, setting]) => (applied.has(key) ? [[key, { file, setting }]] : [])));

/** Blames the file for values that came from there, where a message blames their flags. */
export function blameFile(message: string, values: ReadonlyMap<string, Blamed>): string {
  return [...values].reduce((text, [key, { file, setting }]) => {
    const named = new RegExp(`--(?:no-)?${key}(?![\\w-])`, 'g');
    const at = text.search(named);
    if (at < 0) return text;
    const item = setting.items?.find((one) => text.includes(`--${key} ${JSON.stringify(one.text)}`));
    const { line, column } = item?.at ?? setting.at;
    const place = `${file}:${line}:${column}`;
    if (at === 0) return `${place}: ${text.replaceAll(named, key)}`;
    const [first = ''] = named.exec(text) ?? [];
    return `${text.slice(0, at)}${key} (${place})${text.slice(at + first.length).replaceAll(named, key)}`;
  }, message);
}
