/** An abort signal that is made when somebody asks for it: most work is over before anyone could want it to stop. */
export class LazyAbort {
  private controller: AbortController | undefined;
  private reason: string | undefined;

  get signal(): AbortSignal {
    if (!this.controller) {
      this.controller = new AbortController();
      if (this.reason !== undefined) this.controller.abort(new Error(this.reason));
    }
    return this.controller.signal;
  }

  /** The first reason counts. */
  abort(reason: string): void {
    if (this.reason !== undefined) return;
    this.reason = reason;
    this.controller?.abort(new Error(reason));
  }
}
