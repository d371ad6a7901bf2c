import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/** Has `copy` copy the data folder of a running server; returns what the copy needs as its `backup_label`. */
export async function copyBase(primaryUrl: string, copy: () => Promise<void>): Promise<string> {
  // A backup belongs to its connection.
  const client = new Client({ connectionString: primaryUrl });
  await client.connect();
  try {
    await client.query(`SELECT pg_backup_start('standby', true)`);
    await copy();
    const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
    return rows[0]!.labelfile;
  } finally {
    await client.end();
  }
}

/** Waits until the primary has the standby of that name as one that streams; throws with what it has if that does not come about. */
export async function untilStandby(
  primary: { query<Row extends object>(sql: string): Promise<Row[]> },
  name: string,
  wanted: readonly string[],
): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const standbys = await primary.query<{ name: string; state: string; sync_state: string }>(
      'SELECT application_name AS name, state, sync_state FROM pg_stat_replication',
    );
    const found = standbys.find((standby) => standby.name === name);
    if (found?.state === 'streaming' && wanted.includes(found.sync_state)) return;
    if (performance.now() > deadline) {
      throw new Error(`${name} is not ${wanted.join(' or ')}: ${JSON.stringify(standbys)}`);
    }
    await sleep(10);
  }
}
