/** Reads what went wrong, in one line: what programs that give credentials say has many. */
export const reasonOf = (error: unknown): string => oneLine(error instanceof Error ? error.message : String(error));

/** Makes one line of a text. */
export const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
