import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';

/**
 * One process per database file. The lock is the operating system's, held through an exclusive SQLite transaction on a
 * file of its own, so it is gone the moment the process is, however it died.
 */
export class FileLock {
  private constructor(private readonly db: DatabaseSyncInstance) {}

  /** Takes the lock, or throws at once if another process has it. */
  static acquire(path: string): FileLock {
    const db = new DatabaseSync(path);
    try {
      db.exec('PRAGMA locking_mode = EXCLUSIVE');
      db.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      db.close();
      throw new Error(
        `Another Runtime is using this database (${path} is locked). Stop it, or set DATA_DIR to a folder of its own.`,
        { cause: error },
      );
    }
    return new FileLock(db);
  }

  release(): void {
    this.db.close();
  }
}
