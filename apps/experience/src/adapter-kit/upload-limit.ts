/** How large a file this server takes in. */
export abstract class UploadLimit {
  abstract readonly maxBytes: number;
}
