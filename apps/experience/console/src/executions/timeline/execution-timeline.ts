import type { Problem } from '../../experience/answered-problem.js';
import type { LiveEvent } from '../../live/live-event.js';

/** A stretch of a row. `to` is null while it goes on. */
export interface Segment {
  readonly kind: 'attempt' | 'pause' | 'wait';
  readonly from: number;
  to: number | null;
  readonly attempt: number;
  /** `lost`: its process died, or nobody told its end. */
  outcome: 'running' | 'succeeded' | 'failed' | 'uncertain' | 'lost' | 'over';
  problem?: Problem;
  /** When a pause ends, where that is known. */
  readonly dueAt?: number;
}

export interface TimelineRow {
  readonly name: string;
  readonly kind: 'step' | 'wait';
  /** What the row came to, as the log says it last. */
  state: string;
  undoState: string | undefined;
  undoKind: string | undefined;
  readonly forward: Segment[];
  readonly backward: Segment[];
  progress?: unknown;
  output?: unknown;
  problem?: Problem;
  undoProblem?: Problem;
  /** Why somebody decided on it by hand. */
  note?: string;
}

/** Something that happened to the execution as a whole. */
export interface Mark {
  readonly at: number;
  readonly type: string;
}

/** Stretches in which nothing could happen: before a worker was free, and while it was held. */
export interface Band {
  readonly kind: 'queued' | 'paused';
  readonly from: number;
  to: number | null;
}

const TERMINAL = new Set(
  ['succeeded', 'failed', 'compensated', 'cancelled', 'terminated'].map((end) => `execution.${end}`),
);

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const count = (value: unknown): number => (typeof value === 'number' ? value : 1);

/** What a log says, as rows and stretches of time. Events are applied in their order; of one that is unknown, only its time counts. */
export class ExecutionTimeline {
  readonly rows: TimelineRow[] = [];
  readonly marks: Mark[] = [];
  readonly bands: Band[] = [];
  startedAt: number | undefined;
  endedAt: number | undefined;
  lastAt: number | undefined;
  payload: unknown;
  handlerVersion: number | undefined;
  trace: string | undefined;
  /** How many events went into it. */
  applied = 0;
  private readonly byName = new Map<string, TimelineRow>();

  /** Whether it has not ended and nothing goes on all the same: somebody has to say how it does. */
  get isStandingStill(): boolean {
    if (this.endedAt !== undefined || this.rows.length === 0) return false;
    const last = this.marks.at(-1)?.type ?? '';
    const waitsForSomebody = last === 'execution.compensation_failed' || last === 'execution.paused';
    return (
      waitsForSomebody &&
      this.rows.every(({ forward, backward }) => [...forward, ...backward].every(({ to }) => to !== null))
    );
  }

  /** Applies those events of the log that it has not seen. */
  read(log: readonly LiveEvent[]): this {
    for (; this.applied < log.length; this.applied += 1) this.apply(log[this.applied]!);
    return this;
  }

  private apply(event: LiveEvent): void {
    const at = Date.parse(event.time);
    this.startedAt ??= at;
    this.lastAt = at;
    this.trace ??= event.traceparent?.split('-')[1];
    const [area] = event.type.split('.');
    if (area === 'step') this.step(event, at);
    else if (area === 'undo') this.undo(event, at);
    else if (area === 'wait') this.wait(event, at);
    else if (area === 'execution') this.whole(event, at);
  }

  private whole({ type, data }: LiveEvent, at: number): void {
    if (type === 'execution.accepted') {
      this.payload = data['payload'];
      this.handlerVersion = count(data['handler_version']);
      this.bands.push({ kind: 'queued', from: at, to: null });
    } else {
      this.endBand('queued', at);
    }
    if (type === 'execution.paused') this.bands.push({ kind: 'paused', from: at, to: null });
    else this.endBand('paused', at);
    if (type !== 'execution.waiting') this.marks.push({ at, type });
    if (TERMINAL.has(type)) this.end(at);
  }

  private endBand(kind: Band['kind'], at: number): void {
    const open = this.bands.find((band) => band.kind === kind && band.to === null);
    if (open) open.to = at;
  }

  private end(at: number): void {
    this.endedAt = at;
    for (const row of this.rows) {
      for (const lane of [row.forward, row.backward]) close(lane, at, 'over');
    }
  }

  private step({ type, data }: LiveEvent, at: number): void {
    const row = this.row(text(data['step']), 'step');
    const attempt = count(data['attempt']);
    switch (type) {
      case 'step.started':
        // An attempt that nobody has ended was its process's last.
        close(row.forward, at, 'lost');
        row.undoKind = text(data['undo']);
        row.state = 'running';
        row.forward.push({ kind: 'attempt', from: at, to: null, attempt, outcome: 'running' });
        return;
      case 'step.progress':
        row.progress = data['progress'];
        return;
      case 'step.retrying':
        retrying(row.forward, data, at, attempt);
        row.state = 'retrying';
        row.problem = data['problem'] as Problem;
        return;
      case 'step.succeeded':
        close(row.forward, at, 'succeeded');
        row.state = 'succeeded';
        row.output = data['output'];
        delete row.problem;
        return;
      case 'step.failed':
      case 'step.uncertain': {
        const outcome = type === 'step.failed' ? 'failed' : 'uncertain';
        close(row.forward, at, outcome, data['problem'] as Problem | undefined);
        row.state = outcome;
        if (data['problem']) row.problem = data['problem'] as Problem;
        return;
      }
      case 'step.resolved':
        close(row.forward, at, 'over');
        // One that had no effect is tried again.
        row.state = data['outcome'] === 'applied' ? 'succeeded' : 'retrying';
        row.output = data['output'] ?? row.output;
        delete row.problem;
        row.note = text(data['evidence']);
    }
  }

  private undo({ type, data }: LiveEvent, at: number): void {
    const row = this.row(text(data['step']), 'step');
    const attempt = count(data['attempt']);
    row.undoState = type.slice('undo.'.length);
    switch (type) {
      case 'undo.started':
        close(row.backward, at, 'lost');
        row.undoState = 'running';
        row.backward.push({ kind: 'attempt', from: at, to: null, attempt, outcome: 'running' });
        return;
      case 'undo.retrying':
        retrying(row.backward, data, at, attempt);
        row.undoProblem = data['problem'] as Problem;
        return;
      case 'undo.succeeded':
        close(row.backward, at, 'succeeded');
        delete row.undoProblem;
        return;
      case 'undo.failed':
        close(row.backward, at, 'failed', data['problem'] as Problem);
        row.undoProblem = data['problem'] as Problem;
        return;
      default:
        close(row.backward, at, 'over');
        row.note = text(data['reason'] ?? data['evidence']);
    }
  }

  private wait({ type, data }: LiveEvent, at: number): void {
    const row = this.row(text(data['wait']), 'wait');
    if (type === 'wait.started') {
      const due = Date.parse(text(data['due_at']));
      row.state = 'waiting';
      row.forward.push({
        kind: 'wait',
        from: at,
        to: null,
        attempt: 1,
        outcome: 'running',
        ...(!Number.isNaN(due) && { dueAt: due }),
      });
    } else {
      close(row.forward, at, 'succeeded');
      row.state = 'succeeded';
      row.note = data['by'] === 'signal' ? 'ended by a signal' : 'the time was over';
    }
  }

  private row(name: string, kind: TimelineRow['kind']): TimelineRow {
    const known = this.byName.get(name);
    if (known) return known;
    const row: TimelineRow = {
      name,
      kind,
      state: 'running',
      undoState: undefined,
      undoKind: undefined,
      forward: [],
      backward: [],
    };
    this.byName.set(name, row);
    this.rows.push(row);
    return row;
  }
}

function retrying(lane: Segment[], data: LiveEvent['data'], at: number, attempt: number): void {
  close(lane, at, 'failed', data['problem'] as Problem);
  const due = Date.parse(text(data['due_at']));
  lane.push({
    kind: 'pause',
    from: at,
    to: null,
    attempt,
    outcome: 'running',
    ...(!Number.isNaN(due) && { dueAt: due }),
  });
}

/** Ends what is open in a lane; what an attempt came to is told only of an attempt. */
function close(lane: Segment[], at: number, outcome: Segment['outcome'], problem?: Problem): void {
  const open = lane.at(-1);
  if (open === undefined || open.to !== null) return;
  open.to = at;
  open.outcome = open.kind === 'pause' ? 'over' : outcome;
  if (problem !== undefined && open.kind === 'attempt') open.problem = problem;
}
