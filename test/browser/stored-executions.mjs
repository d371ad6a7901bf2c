import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';

/** Copies of an execution that has ended, with ids that follow it and times in the past, written straight into the store of a Runtime that is stopped. */
export function manyExecutions(folder, original, count) {
  const db = new DatabaseSync(join(folder, 'runtime.db'));
  db.exec('PRAGMA synchronous = OFF');
  const columns = db
    .prepare(`SELECT name FROM pragma_table_info('executions') WHERE name NOT IN ('execution_id', 'created_at')`)
    .all()
    .map(({ name }) => name)
    .join(', ');
  db.prepare(
    `WITH RECURSIVE copies (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < ?)
     INSERT INTO executions (execution_id, created_at, ${columns})
     SELECT 'exe_ff' || printf('%030x', n), created_at - 86400000, ${columns} FROM copies, executions WHERE execution_id = ?`,
  ).run(count, original);
  db.close();
}
