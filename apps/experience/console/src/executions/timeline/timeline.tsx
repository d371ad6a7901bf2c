import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, useEffect, useRef, useState } from 'react';
import { Icon } from '../../elements/icon.js';
import { exactTime, spokenDuration } from '../../elements/spoken-time.js';
import type { ExecutionTimeline, Segment, TimelineRow } from './execution-timeline.js';
import { type TimeScale, timeScale } from './time-scale.js';
import { stateWord, undoWord } from './row-words.js';

const ROW_PX = 40;
/** So many rows are shown as they are; more scroll, and only those in sight are drawn. */
const MANY = 60;
const MARKS: Readonly<Record<string, string>> = {
  'execution.compensating': 'turned back',
  'execution.compensation_failed': 'an undo failed',
  'execution.cancel_requested': 'cancel requested',
  'execution.paused': 'paused',
  'execution.resumed': 'resumed',
};

interface TimelineProps {
  readonly timeline: ExecutionTimeline;
  readonly selected: string | undefined;
  readonly select: (step: string | undefined) => void;
}

/** What happened when, to scale: time runs to the right, an undo stands below its do and points back. */
export function Timeline({ timeline, selected, select }: TimelineProps) {
  // Of what stands still the picture does too: what happened stays as large as it was.
  const isOver = timeline.endedAt !== undefined || timeline.isStandingStill;
  const now = useRunningTime(!isOver);
  const [told, tell] = useState('');
  const frame = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: timeline.rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  if (timeline.startedAt === undefined) return null;
  const end = timeline.endedAt ?? (isOver ? timeline.lastAt! : Math.max(now, timeline.lastAt ?? 0));
  // Room at the right, so that what runs is seen to run.
  const scale = timeScale(timeline.startedAt, isOver ? end : end + (end - timeline.startedAt) * 0.04 + 1);
  const isLong = timeline.rows.length > MANY;

  return (
    <figure className="timeline" aria-label="Timeline of steps">
      <div className="timeline-axis" aria-hidden="true">
        <span />
        <div className="timeline-track">
          {scale.ticks.map(({ at, ms }) => (
            <span key={ms} className="tick" style={{ left: `${at * 100}%` }}>
              {ms === 0 ? '0' : spokenDuration(ms)}
            </span>
          ))}
        </div>
      </div>
      <div ref={frame} className={isLong ? 'timeline-rows long' : 'timeline-rows'} onMouseLeave={() => tell('')}>
        <Grid timeline={timeline} scale={scale} now={isOver ? undefined : now} />
        <ol style={isLong ? { height: rows.getTotalSize() } : undefined}>
          {(isLong ? rows.getVirtualItems().map(({ index, start }) => ({ index, start })) : allOf(timeline.rows)).map(
            ({ index, start }) => (
              <Row
                key={timeline.rows[index]!.name}
                row={timeline.rows[index]!}
                scale={scale}
                end={end}
                isSelected={timeline.rows[index]!.name === selected}
                select={select}
                tell={tell}
                style={start === undefined ? undefined : { transform: `translateY(${start}px)` }}
              />
            ),
          )}
        </ol>
      </div>
      <figcaption className="timeline-told" aria-live="off">
        {told || legendOf(timeline, end)}
      </figcaption>
    </figure>
  );
}

function allOf(rows: readonly TimelineRow[]): { index: number; start: undefined }[] {
  return rows.map((_, index) => ({ index, start: undefined }));
}

/** Lines behind the rows: what happened to the execution as a whole, what held it up, and now. */
function Grid({ timeline, scale, now }: { timeline: ExecutionTimeline; scale: TimeScale; now: number | undefined }) {
  return (
    <div className="timeline-grid" aria-hidden="true">
      <div className="timeline-track">
        {scale.ticks.map(({ at, ms }) => (
          <span key={ms} className="tick-line" style={{ left: `${at * 100}%` }} />
        ))}
        {timeline.bands.map(({ kind, from, to }) => (
          <span
            key={`${kind}${from}`}
            className={`band band-${kind}`}
            style={stretch(scale, from, to ?? now ?? from)}
          />
        ))}
        {timeline.marks.map(({ at, type }, index) =>
          type in MARKS ? (
            <span
              key={`${type}${index}`}
              className={`mark mark-${type.slice('execution.'.length)}`}
              style={{ left: `${scale.at(at) * 100}%` }}
              title={MARKS[type]}
            />
          ) : null,
        )}
        {now !== undefined && <span className="now-line" style={{ left: `${scale.at(now) * 100}%` }} />}
      </div>
    </div>
  );
}

interface RowProps {
  readonly row: TimelineRow;
  readonly scale: TimeScale;
  readonly end: number;
  readonly isSelected: boolean;
  readonly select: (step: string | undefined) => void;
  readonly tell: (told: string) => void;
  readonly style: CSSProperties | undefined;
}

function Row({ row, scale, end, isSelected, select, tell, style }: RowProps) {
  const told = rowTold(row, end);
  return (
    <li className={`timeline-row${style ? ' placed' : ''}${row.backward.length > 0 ? ' both' : ''}`} style={style}>
      <button
        type="button"
        aria-expanded={isSelected}
        onClick={() => select(isSelected ? undefined : row.name)}
        onFocus={() => tell(told)}
        onBlur={() => tell('')}
        onMouseEnter={() => tell(told)}
      >
        <span className="timeline-name">
          <RowIcon row={row} />
          <span className="clip" title={row.name}>
            {row.name}
          </span>
          <span className="said">{told}</span>
        </span>
        <span className="timeline-track" aria-hidden="true">
          <Lane lane={row.forward} name={row.name} direction="forward" {...{ scale, end, tell }} />
          <Lane lane={row.backward} name={row.name} direction="backward" {...{ scale, end, tell }} />
          <Length row={row} scale={scale} end={end} />
        </span>
      </button>
    </li>
  );
}

function RowIcon({ row }: { readonly row: TimelineRow }) {
  const undo = row.undoState;
  if (undo === 'failed') return <Tinted name="compensation_failed" />;
  if (undo === 'running' || undo === 'retrying') return <Tinted name="compensating" />;
  if (undo === 'succeeded' || undo === 'resolved' || undo === 'skipped') return <Tinted name="compensated" />;
  if (row.kind === 'wait') return <Tinted name={row.state === 'waiting' ? 'waiting' : 'succeeded'} />;
  if (row.state === 'succeeded') return <Tinted name="succeeded" />;
  if (row.state === 'failed') return <Tinted name="failed" />;
  return <Tinted name={row.state === 'uncertain' ? 'paused' : 'running'} />;
}

function Tinted({ name }: { readonly name: Parameters<typeof Icon>[0]['name'] }) {
  return (
    <span className={`status status-${name}`}>
      <Icon name={name} />
    </span>
  );
}

interface LaneProps {
  readonly lane: readonly Segment[];
  readonly name: string;
  readonly direction: 'forward' | 'backward';
  readonly scale: TimeScale;
  readonly end: number;
  readonly tell: (told: string) => void;
}

function Lane({ lane, name, direction, scale, end, tell }: LaneProps) {
  return lane.map((segment, index) => (
    <span
      key={`${direction}${index}`}
      className={`segment ${direction} ${segment.kind} ${segment.outcome}`}
      style={stretch(scale, segment.from, segment.to ?? openEnd(segment, end))}
      onMouseEnter={() => tell(segmentTold(name, segment, direction, end))}
    />
  ));
}

/** How long the whole row took, beside its last bar; where that is at the edge, before the first. */
function Length({ row, scale, end }: { readonly row: TimelineRow; readonly scale: TimeScale; readonly end: number }) {
  // Beside the do: the undo has the lower half of the row to itself.
  const all = row.forward.length > 0 ? row.forward : row.backward;
  if (all.length === 0) return null;
  const worked = row.forward.reduce((sum, { from, to, kind }) => sum + (kind === 'pause' ? 0 : (to ?? end) - from), 0);
  const last = scale.at(Math.max(...all.map(({ to }) => to ?? end)));
  const first = scale.at(Math.min(...all.map(({ from }) => from)));
  const isLeft = last > 0.86 && first > 0.14;
  return (
    <span
      className={isLeft ? 'length before' : last > 0.86 ? 'length inside' : 'length'}
      style={{ left: `${(isLeft ? first : last) * 100}%` }}
    >
      {spokenDuration(worked)}
    </span>
  );
}

function stretch(scale: TimeScale, from: number, to: number): CSSProperties {
  const left = scale.at(from);
  return { left: `${left * 100}%`, width: `${Math.max(0, scale.at(to) - left) * 100}%` };
}

/** A pause that goes on is drawn to where it is now, not to when it will be over: that has not happened. */
function openEnd({ from }: Segment, end: number): number {
  return Math.max(from, end);
}

function segmentTold(name: string, segment: Segment, direction: LaneProps['direction'], end: number): string {
  const took = spokenDuration((segment.to ?? end) - segment.from);
  if (segment.kind === 'wait') return `${name} · waited ${took}${due(segment)}`;
  if (segment.kind === 'pause') return `${name} · ${took} until the next attempt${due(segment)}`;
  const what = direction === 'backward' ? 'undo, attempt' : 'attempt';
  const outcome =
    { over: 'ended', lost: 'its process died', running: 'running' }[segment.outcome as string] ?? segment.outcome;
  const said = `${name} · ${what} ${segment.attempt} · ${took} · ${outcome}`;
  return segment.problem ? `${said}: ${segment.problem.detail}` : said;
}

function due({ dueAt, to }: Segment): string {
  return to === null && dueAt !== undefined ? ` · due ${exactTime(dueAt)}` : '';
}

function rowTold(row: TimelineRow, end: number): string {
  const attempts = row.forward.filter(({ kind }) => kind === 'attempt').length;
  const took = row.forward.reduce((sum, { from, to }) => sum + ((to ?? end) - from), 0);
  const parts = [row.name, stateWord(row), spokenDuration(took)];
  if (attempts > 1) parts.push(`${attempts} attempts`);
  const undo = undoWord(row);
  if (undo !== undefined) parts.push(undo);
  return parts.join(' · ');
}

function legendOf({ rows, startedAt, endedAt, isStandingStill }: ExecutionTimeline, end: number): string {
  const steps = rows.filter(({ kind }) => kind === 'step').length;
  const whole = `${steps} ${steps === 1 ? 'step' : 'steps'} in ${spokenDuration(end - (startedAt ?? end))}`;
  if (isStandingStill) return `${whole}, then it stood still`;
  return endedAt === undefined ? `${whole} so far` : whole;
}

/** The time, some times each second while something runs: bars grow without an event. */
function useRunningTime(isRunning: boolean): number {
  const [now, tell] = useState(() => Date.now());
  useEffect(() => {
    if (!isRunning) return;
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const timer = setInterval(() => document.hidden || tell(Date.now()), isCalm ? 1_000 : 200);
    return () => clearInterval(timer);
  }, [isRunning]);
  return now;
}
