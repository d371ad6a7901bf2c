/** The tables do not fit together as they are, or as the options want them to. The message says why, and what to do. */
export class MashImpossible extends Error {
  override readonly name = 'MashImpossible';
}
