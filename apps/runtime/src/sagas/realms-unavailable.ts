/** Entries of `RUNTIME_REALMS` that cannot be had, all at once. */
export class RealmsUnavailable extends Error {
  override readonly name = 'RealmsUnavailable';
  constructor(readonly reasons: readonly string[]) {
    super(reasons.join('\n'));
  }
}
