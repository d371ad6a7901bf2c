import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

export interface FreshDatabase {
  /** Where its owner connects, who may do everything. */
  readonly url: string;
  /** Ends whoever is connected and removes it. */
  drop(): Promise<void>;
}

/** The server of `TEST_DATABASE_URL`; without one Jest's own process has one started for whoever asks first. */
async function serverUrl(): Promise<string> {
  const { TEST_DATABASE_URL, TEST_POSTGRES_LENDER } = process.env;
  if (TEST_DATABASE_URL) return TEST_DATABASE_URL;
  if (!TEST_POSTGRES_LENDER) {
    throw new Error('Nobody lends a PostgreSQL server. Run this by the jest.config.js of the root.');
  }
  const answer = await fetch(TEST_POSTGRES_LENDER);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`No PostgreSQL server could be started for the tests: ${text}`);
  return text;
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A new empty database that nobody else uses. Drop it when the tests that use it are through. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = await serverUrl();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await execute(server, `create database ${name} template template0`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(server, `drop database if exists ${name} with (force)`) };
}
