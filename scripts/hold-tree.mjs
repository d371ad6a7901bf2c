import lendServer from '../test/postgres/lent-server.mjs';
import { useTree, withTreeLock } from './tree-lock.mjs';

/** Jest runs this before the tests that start the built planes, so that nobody builds anew underneath them. */
export default async function holdTree() {
  await withTreeLock('npm test', () => useTree('npm test'));
  await lendServer();
}
