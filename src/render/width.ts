import { eastAsianWidth } from 'get-east-asian-width';

const ASCII = /^[\u0020-\u007E]*$/;

/** What a terminal draws as a picture, two columns wide. */
const PICTURE = /\p{Emoji_Presentation}|\uFE0F|\p{Regional_Indicator}{2}/u;

/** What is drawn on the character before it: marks, and the vowels and ends of Korean syllables. */
const DRAWN_ON = /[\p{Mn}\p{Me}\p{Cf}\u1160-\u11FF]/u;

let segmenter: Intl.Segmenter | undefined;

const charactersOf = (text: string): readonly string[] => {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return [...segmenter.segment(text)].map(({ segment }) => segment);
};

/** Tells how many columns of a terminal a text takes that has no colours: Chinese and pictures take two each, accents none of their own. */
export const widthOf = (text: string): number =>
  ASCII.test(text) ? text.length : charactersOf(text).reduce((sum, one) => sum + widthOfOne(one), 0);

function widthOfOne(character: string): number {
  if (PICTURE.test(character)) return 2;
  return Array.from(character)
    .filter((point) => !DRAWN_ON.test(point))
    .reduce((sum, point) => sum + eastAsianWidth(point.codePointAt(0) ?? 0), 0);
}

/** Cuts a text that takes more than `width` columns; what is cut ends in `…`. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let room = width - 1;
  let start = '';
  for (const character of charactersOf(text)) {
    room -= widthOfOne(character);
    if (room < 0) break;
    start += character;
  }
  return width < 1 ? '' : `${start}…`;
}

/** Fills a text with blanks up to `width` columns. */
export const filled = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));
