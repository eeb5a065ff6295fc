// What is copied stays in one piece: a policy statement, a command up to the end of its clause, what is quoted, and
// whatever a colon announces if there are braces or quotes in it.
const PIECE =
  /(?<=:\s)(?=.*[{"]).+|\{.*\}\S*|\(?(?:aws|session-manager|ssm-cli) (?:'[^']*'|"[^"]*"|.)+?(?:[,;)](?=\s)|$)|(["']).*?\1\S*|\S+/gs;

/** An advice in the pieces between which a line may end. */
export const piecesOf = (advice: string): readonly string[] => advice.match(PIECE) ?? [];

/** Whether a piece is for a shell, a policy or a file, not for reading only. */
export const isCopied = (piece: string): boolean => /^\(?(?:aws|session-manager|ssm-cli) |[{"]/.test(piece);
