import { CannotPrepare, prepareTree } from './prepared-tree.mjs';

try {
  await prepareTree({ rebuild: process.argv.includes('--rebuild') });
} catch (error) {
  if (!(error instanceof CannotPrepare)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
