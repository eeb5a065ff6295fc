import { isColoured } from '../render/paint.ts';

/**
 * Loads a library that decides about colours when it is loaded, and that has rules of its own for `NO_COLOR` and
 * `FORCE_COLOR`: meanwhile these say what holds for the stream that it writes to.
 */
export async function withColoursOf<Loaded>(
  stream: { readonly isTTY?: boolean },
  load: () => Promise<Loaded>,
): Promise<Loaded> {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  const wanted = isColoured(process.env, stream.isTTY === true);
  setColours(wanted ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' });
  try {
    return await load();
  } finally {
    setColours({ NO_COLOR, FORCE_COLOR });
  }
}

function setColours({
  NO_COLOR,
  FORCE_COLOR,
}: {
  NO_COLOR?: string | undefined;
  FORCE_COLOR?: string | undefined;
}): void {
  for (const [name, value] of Object.entries({ NO_COLOR, FORCE_COLOR })) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
