// Hands a client everything, whether it reads or not.
await import('../../../node_modules/reflect-metadata/Reflect.js');
const { STREAM_LIMITS } =
  await import('../../../apps/experience/dist/libs/intent-contracts/src/stream/stream-session.js');
STREAM_LIMITS.maxBuffered = Number.MAX_SAFE_INTEGER;
