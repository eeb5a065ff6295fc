import type { Plugin } from 'rolldown';

const BY_LOCALE = 'a.id.localeCompare(b.id)';
const BY_CODE = '(a.id < b.id ? -1 : Number(a.id > b.id))';

/**
 * Makes oclif sort commands by the codes of their letters, which for ids is the same order: that of a locale loads the tables of
 * Unicode, which takes longer than all else that it does with them.
 */
export const plainOrder: Plugin = {
  name: 'plain-order',
  transform: {
    filter: { id: /\/node_modules\/@oclif\/core\/lib\/config\/plugin\.js$/ },
    handler(code) {
      if (!code.includes(BY_LOCALE)) throw new Error('oclif sorts its commands in another way');
      return { code: code.replace(BY_LOCALE, BY_CODE), map: null };
    },
  },
};

// On Windows oclif asks PowerShell for the shell; on WSL it does not.
const PLATFORM = `
export { default as isWsl } from 'is-wsl';
export const powerShellPath = async () => (await import('powershell-utils')).powerShellPath();
`;

/** Gives oclif what it asks of the platform, without the way to run programs there, which the package that it asks loads at once. */
export const smallPlatform: Plugin = {
  name: 'small-platform',
  resolveId: { filter: { id: /^wsl-utils$/ }, handler: () => '\0small-platform' },
  load: { filter: { id: /^\0small-platform$/ }, handler: () => PLATFORM },
};
