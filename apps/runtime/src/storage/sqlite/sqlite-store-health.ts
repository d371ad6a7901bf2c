import { StoreHealth } from '../store-health.js';
import type { SqliteConnection } from './sqlite-connection.js';

/** Asks the reader of a SQLite file. */
export class SqliteStoreHealth extends StoreHealth {
  constructor(private readonly connection: SqliteConnection) {
    super();
  }

  override async check(): Promise<void> {
    await this.connection.query('SELECT 1', []);
  }
}
