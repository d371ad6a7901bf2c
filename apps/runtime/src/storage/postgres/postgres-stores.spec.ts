import { describe } from '@jest/globals';
import { SystemClock } from '../../determinism/clock.js';
import { CommitSignal } from '../commit-signal.js';
import { artifactContract } from '../testing/artifact-contract.js';
import { freshDatabase } from '../testing/postgres-database.js';
import { otherStoresOn, type SqlStores } from '../testing/stores-on.js';
import { feedContract } from '../testing/feed-contract.js';
import { searchContract } from '../testing/search-contract.js';
import { storeContract } from '../testing/store-contract.js';
import { openPostgres } from './open-postgres.js';

async function open(): Promise<SqlStores> {
  const { url, drop } = await freshDatabase();
  const opened = await openPostgres({ url, lease: 30_000, clock: new SystemClock(), signal: new CommitSignal() });
  const { executions, replicas, connection } = opened;
  const close = async (): Promise<void> => {
    await replicas.leave();
    await connection.close();
    await drop();
  };
  return { ...otherStoresOn(connection), executions, replicas, close } as SqlStores;
}

describe('PostgreSQL', () => {
  storeContract('PostgreSQL', open);
  feedContract('PostgreSQL', open);
  artifactContract('PostgreSQL', open);
  searchContract('PostgreSQL', open);
});
