/** What a stream of server-sent events says at a time: an event, the place where one is, or a comment. */
export interface ServerSentMessage {
  readonly id?: string;
  /** What is called `message` where nothing is said. */
  readonly event?: string;
  readonly data?: string;
  readonly comment?: string;
}

/** Reads the format of server-sent events (WHATWG HTML 9.2.6), wherever the chunks break. */
export class EventStreamParser {
  private line = '';
  private endedWithReturn = false;
  private fields: { id?: string; event?: string; data?: string } = {};

  /** What is complete now. */
  *push(chunk: string): Generator<ServerSentMessage, void> {
    if (chunk === '') return;
    const text = this.endedWithReturn && chunk.startsWith('\n') ? chunk.slice(1) : chunk;
    this.endedWithReturn = text.endsWith('\r');
    const lines = (this.line + text).split(/\r\n|\n|\r/);
    this.line = lines.pop() ?? '';
    for (const line of lines) yield* this.take(line);
  }

  private *take(line: string): Generator<ServerSentMessage, void> {
    if (line === '') return yield* this.dispatch();
    const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/su.exec(line) ?? [];
    if (line.startsWith(':')) yield { comment: value };
    else if (field === 'data')
      this.fields.data = this.fields.data === undefined ? value : `${this.fields.data}\n${value}`;
    else if (field === 'event') this.fields.event = value;
    else if (field === 'id' && !value.includes('\0')) this.fields.id = value;
  }

  private *dispatch(): Generator<ServerSentMessage, void> {
    const { fields } = this;
    this.fields = {};
    // Without data there is no event, but the id counts.
    if (fields.data !== undefined || fields.id !== undefined) yield fields;
  }
}
