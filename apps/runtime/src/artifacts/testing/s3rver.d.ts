/** Of the package, which comes without declarations, what the stand-in for a bucket uses. */
declare module 's3rver' {
  interface Context {
    readonly method: string;
    readonly path: string;
    readonly query: Readonly<Record<string, string | undefined>>;
    readonly req: import('node:http').IncomingMessage;
    status: number;
    /** A plain object is answered as XML. */
    body: unknown;
    length: number;
  }

  interface Store {
    listObjects(
      bucket: string,
      options: { prefix?: string },
    ): Promise<{ objects: readonly { key: string; lastModifiedDate: Date }[] }>;
    putObject(object: { bucket: string; key: string }): Promise<{ size: number }>;
    putPart(bucket: string, uploadId: string, part: string, bytes: unknown): Promise<{ size: number }>;
    deleteObject(bucket: string, key: string): Promise<void>;
    existsObject(bucket: string, key: string): Promise<boolean>;
    getResourcePath(bucket: string, key: string | undefined, resource: string): string;
  }

  class S3rver {
    constructor(options: {
      address: string;
      port: number;
      silent: boolean;
      directory: string;
      vhostBuckets: boolean;
      configureBuckets: readonly { name: string }[];
    });
    readonly middleware: ((context: Context, next: () => Promise<void>) => Promise<void>)[];
    readonly store: Store;
    readonly httpServer: import('node:http').Server;
    run(): Promise<{ port: number }>;
    close(): Promise<void>;
  }

  // What CommonJS exports is what it is.
  export = S3rver;
}
