import { codeParts, type Piece } from '../advice.ts';
import type { RemedyPart } from './data.ts';

/** Joins the pieces of advice into words and what is to be copied. */
export function remedyParts(pieces: readonly Piece[]): readonly RemedyPart[] {
  const parts: RemedyPart[] = [];
  let words = '';
  const say = (text: string): void => {
    words += text;
  };
  const end = (): void => {
    if (words.trim() !== '') parts.push(words.trim());
    words = '';
  };
  for (const { text, copied } of pieces) {
    if (!copied) {
      say(` ${text}`);
      continue;
    }
    const { before, code, behind } = codeParts(text);
    // What is to be copied stands on a line of its own, where parentheses around it would be torn apart.
    const isAside = before === '(' && behind.startsWith(')');
    if (isAside) words = words.replace(/[\s:]*$/, words.trim() === '' ? '' : ':');
    else say(` ${before}`);
    end();
    parts.push({ code });
    say(isAside ? behind.replace(/^\)[,;:]?/, '') : behind);
  }
  end();
  return parts;
}
