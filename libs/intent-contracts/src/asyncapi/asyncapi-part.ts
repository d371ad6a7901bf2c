type Named = Readonly<Record<string, object>>;

/** A part of an AsyncAPI document; documents are made of several. */
export interface AsyncApiPart {
  readonly channels: Named;
  readonly operations: Named;
  /** Under `components`. */
  readonly messages: Named;
}

/** An AsyncAPI 3 document, as far as it is used here. */
export interface AsyncApiDocument {
  readonly asyncapi: '3.0.0';
  readonly info: object;
  readonly defaultContentType: string;
  readonly servers: Named;
  readonly channels: Named;
  readonly operations: Named;
  readonly components: { readonly messages: Named; readonly schemas: Named };
}

/** Several parts as one. */
export function joinedParts(parts: readonly AsyncApiPart[]): AsyncApiPart {
  const joined = (member: keyof AsyncApiPart): Named =>
    Object.assign({}, ...parts.map((part) => part[member])) as Named;
  return { channels: joined('channels'), operations: joined('operations'), messages: joined('messages') };
}

/** The name that a channel has in a document: its address in the letters that names may have. */
export function channelName(address: string): string {
  return address.replaceAll(/\W+/g, '.').replaceAll(/^\.|\.$/g, '');
}
