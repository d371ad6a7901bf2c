import type { AsyncApiDocument } from '@app/intent-contracts';
import { Ajv } from 'ajv';
import { default as addFormats } from 'ajv-formats';

/** The messages of a document, as a reader who believes it checks what comes. */
export class DocumentedMessages {
  private readonly ajv: Ajv;

  constructor(document: AsyncApiDocument) {
    this.ajv = new Ajv({ strict: false, allErrors: true });
    (addFormats as unknown as (ajv: Ajv) => void)(this.ajv);
    this.ajv.addSchema(document, 'document');
  }

  /** What of a payload is not as the message of this name is said to be. */
  flawsOf(message: string, payload: unknown): string[] {
    if (this.ajv.validate(`document#/components/messages/${message}/payload`, payload)) return [];
    return (this.ajv.errors ?? []).map(({ instancePath, message: why }) => `${message} ${instancePath} ${why}`);
  }
}
