/** Writes the text between a pair of marks. */
export type Part = () => Promise<string> | string;

const MARKED = /^<!-- generated: (\S+) -->\n[\s\S]*?^<!-- \/generated -->$/gm;

/** Replaces what stands between `<!-- generated: NAME -->` and `<!-- /generated -->` by that part, everywhere. */
export async function fill(markdown: string, parts: Readonly<Record<string, Part>>): Promise<string> {
  const texts = new Map<string, string>();
  for (const [, name = ''] of markdown.matchAll(MARKED)) {
    const part = parts[name];
    if (!part) throw new Error(`no part is called ${name}: there are ${Object.keys(parts).join(', ')}`);
    texts.set(name, (await part()).trim());
  }
  return markdown.replaceAll(
    MARKED,
    (_, name: string) => `<!-- generated: ${name} -->\n${texts.get(name)}\n<!-- /generated -->`,
  );
}
