const compiled = new Map<string, RegExp>();

/** Writes a text as a regular expression that matches nothing else. */
export function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** Tells whether a value matches a pattern in which `*` stands for any run of characters and `?` for any one. */
export function matchesWildcard(pattern: string, value: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === value;
  let regexp = compiled.get(pattern);
  if (!regexp) {
    const parts = pattern.split(/([*?])/).map((part) => (part === '*' ? '.*' : part === '?' ? '.' : literal(part)));
    regexp = new RegExp(`^${parts.join('')}$`, 's');
    if (compiled.size < 1000) compiled.set(pattern, regexp);
  }
  return regexp.test(value);
}

/** Tells whether an action matches one of these patterns; letter case does not count. */
export function matchesAction(patterns: readonly string[], action: string): boolean {
  const wanted = action.toLowerCase();
  return patterns.some((pattern) => matchesWildcard(pattern.toLowerCase(), wanted));
}
