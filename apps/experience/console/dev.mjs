import { createServer } from 'vite';
import { consoleBuild } from './vite-options.mjs';

/** Serves the console from its sources, with everything else asked of an Experience that runs. */
const experience = process.env.EXPERIENCE_URL ?? 'http://127.0.0.1:8001';
const server = await createServer({
  ...consoleBuild,
  server: {
    port: 5173,
    strictPort: true,
    proxy: {
      '/v1': { target: experience, ws: true },
      '/console': { target: experience },
    },
  },
});
await server.listen();
server.printUrls();
