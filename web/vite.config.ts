import path from 'node:path';
import { defineConfig } from 'vite';

const ROOT = import.meta.dirname;

/** Where `npm start` and `npm run dev:fake` listen. */
const API = process.env.GRAPNEL_API ?? 'http://127.0.0.1:8787';

export default defineConfig({
  root: ROOT,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: path.join(ROOT, '../dist/web'),
    emptyOutDir: true,
    target: 'es2022',
    // Older targets would have `light-dark()` rewritten into class switches.
    cssTarget: ['chrome123', 'firefox128', 'safari17.5'],
    // Data URIs would need wider sources in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The graph chunk (Cytoscape) is large, and loads only with a lens.
    chunkSizeWarningLimit: 700,
  },
  server: {
    proxy: {
      '/api': { target: API, ws: true },
      '/ingest': { target: API },
    },
  },
});
