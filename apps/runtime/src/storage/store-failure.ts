/** The store could not do what it was asked. Whether a write was made is not known. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';

  constructor(
    message: string,
    /** Whether the disk is full, so that the same may succeed when there is space again. */
    readonly full: boolean,
  ) {
    super(message);
  }

  /** Reads whatever a driver throws; native errors are no instances of Error in every environment. */
  static of(error: unknown): StoreFailure {
    const message = (error as { message?: string } | undefined)?.message ?? String(error);
    return new StoreFailure(message, /database or disk is full|SQLITE_FULL|ENOSPC/.test(message));
  }
}
