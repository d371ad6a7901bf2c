/** HTTP servers wait for headers for as long as it takes. */
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';

const { createServer } = http;
http.createServer = (options, listener) => createServer({ ...options, headersTimeout: 0 }, listener);
syncBuiltinESMExports();
