import type { Plugin } from 'rolldown';
import { pageAssets } from '../src/render/html/assets.ts';

/** Puts what a browser runs and shows into the bundle as text, in the place of what makes it. */
export const pageAssetsAsText: Plugin = {
  name: 'page-assets',
  load: {
    filter: { id: /\/src\/render\/html\/assets\.ts$/ },
    handler: async () => `export const pageAssets = async () => (${JSON.stringify(await pageAssets())});`,
  },
};
