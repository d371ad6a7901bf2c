/** An entry of `EXPERIENCE_ADAPTERS` that cannot be had. */
export class AdapterUnavailable extends Error {
  override readonly name = 'AdapterUnavailable';
}
