import { createRequire } from 'node:module';

const experience = new URL('../../../apps/experience/', import.meta.url);
createRequire(experience)('reflect-metadata');

// Never asks whether a client is still there, and so never finds that it is not.
const { StreamSession } = await import(new URL('dist/libs/intent-contracts/src/stream/stream-session.js', experience));
StreamSession.prototype.beat = () => undefined;
