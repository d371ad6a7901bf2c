/** A child ended without an answer, or was ended for taking too long. */
export class ChildFailed extends Error {
  override readonly name = 'ChildFailed';
}
