/** An entry of the log as this page reads it: what it does not know of `data`, it passes over. */
export interface LiveEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly executionid: string;
  readonly sessionid: string;
  readonly sequence: number;
  readonly traceparent?: string;
  readonly data: Readonly<Record<string, unknown>>;
}
