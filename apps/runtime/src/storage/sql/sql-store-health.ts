import { StoreHealth } from '../store-health.js';
import type { StoreConnection } from './store-connection.js';

/** Asks the database. */
export class SqlStoreHealth extends StoreHealth {
  constructor(private readonly connection: StoreConnection) {
    super();
  }

  override async check(): Promise<void> {
    await this.connection.check();
  }
}
