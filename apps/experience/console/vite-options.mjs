import { join } from 'node:path';

const root = import.meta.dirname;

/** How the console is built and served while it is worked on. No file of its own for Vite: two programs use it. */
export const consoleBuild = {
  root,
  configFile: false,
  resolve: { alias: { '@app/intent-client': join(root, '../../../libs/intent-client/src/index.ts') } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // The policy of the page allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_000,
  },
};
