/** The broken twin of the SQLite store: a commit is acknowledged before it is on the disk. */
const BUILT = '../../../apps/runtime/dist/apps/runtime/src/storage/sqlite/sqlite-database.js';
const { SqliteDatabase } = await import(BUILT);

const open = SqliteDatabase.openForWriting;
SqliteDatabase.openForWriting = async (path) => {
  const database = await open.call(SqliteDatabase, path);
  database.db.exec('PRAGMA synchronous = NORMAL');
  return database;
};
