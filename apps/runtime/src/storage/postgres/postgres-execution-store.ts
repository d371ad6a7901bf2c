import type { FeedFilter, FeedPart } from '../execution-store.js';
import { toFeedPart } from '../sql/log-rows.js';
import { SqlExecutionStore } from '../sql/sql-execution-store.js';
import type { PostgresConnection } from './postgres-connection.js';
import { readFeed } from './read-feed.js';
import type { RecentFeed } from './recent-feed.js';

/** Executions in a PostgreSQL database. */
export class PostgresExecutionStore extends SqlExecutionStore {
  constructor(
    protected override readonly connection: PostgresConnection,
    private readonly recent: RecentFeed,
  ) {
    super(connection);
  }

  override async feed(filter: FeedFilter): Promise<FeedPart> {
    const recent = this.recent.find(filter);
    return recent ?? toFeedPart(await readFeed(this.connection.query.bind(this.connection), filter), filter);
  }

  /** What is under way commits after it, whatever its number: it is complete up to there. */
  override async lastPosition(tenantId: string): Promise<string | undefined> {
    const rows = await this.connection.query(
      `SELECT xid::text || '.' || position AS position FROM appends
         WHERE tenant_id = $1 AND xid < pg_snapshot_xmin(pg_current_snapshot())
         ORDER BY xid DESC, appends.position DESC LIMIT 1`,
      [tenantId],
      tenantId,
    );
    return (rows as { position: string }[])[0]?.position;
  }
}
