import type { Plugin } from 'rolldown';

// As TypeScript words what oclif imports.
const REQUIRE = /^(const|var) (\w+) = ((?:__import(?:Default|Star)\()?require\("[^"]+"\)\)?);$/gm;

const HELPER = `
function requireLater(load) {
  let loaded;
  const module = () => (loaded ??= load());
  return new Proxy(function () {}, {
    get: (_, name) => module()[name],
    apply: (_, self, words) => Reflect.apply(module(), self, words),
  });
}
`;

/** Makes a module require others when it uses them. */
export const lazily = (code: string): string => code.replaceAll(REQUIRE, '$1 $2 = requireLater(() => $3);') + HELPER;

/**
 * Makes oclif's modules require each other only when used. They require everything that might ever be needed as soon as
 * they are loaded: glob patterns, a template language, a spinner, child processes; that is half the time of a short command.
 */
export const lazyRequires: Plugin = {
  name: 'lazy-requires',
  transform: {
    filter: { id: /\/node_modules\/@oclif\/core\/lib\/.*\.js$/ },
    handler: (code) => ({ code: lazily(code), map: null }),
  },
};
