/** The file is not what it appears to be. The message names the place and says what to mend; trying again cannot help. */
export class FileUnreadable extends Error {
  override readonly name = 'FileUnreadable';
}
