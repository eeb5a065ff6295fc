/** Lets the tests of a block change the environment: what they set is gone after each, and the process has its own again. */
export function ownEnvironment(): void {
  const { env } = process;
  beforeEach(() => {
    process.env = { ...env };
  });
  afterEach(() => {
    process.env = env;
  });
}
