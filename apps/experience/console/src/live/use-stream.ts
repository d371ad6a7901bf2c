import type { FollowTarget } from '@app/intent-client';
import { useEffect, useRef, useState } from 'react';
import { useConsole } from '../app/console-context.js';
import { type Problem, problemOf } from '../experience/answered-problem.js';
import type { LiveState } from './live-state.js';
import type { LiveEvent } from './live-event.js';

/** How long events are collected before they are shown together: the eye does not see less, the page works less. */
const GATHER_MS = 100;
/** The same where much happens. */
const GATHER_MANY_MS = 250;
const MANY = 20;
/** After how long without a further event what was missed has been caught up with. */
const CAUGHT_UP_MS = 300;

interface StreamHandlers {
  /** Events in their order, several at once. */
  readonly onEvents: (events: readonly LiveEvent[]) => void;
  /** Events are missing: what they led to has to be asked for. */
  readonly onGap?: () => void;
}

interface StreamOptions extends StreamHandlers {
  /** Undefined while nothing is to be followed. */
  readonly target: FollowTarget | undefined;
  /** A cursor, or `latest`; the beginning if left out. */
  readonly after?: string;
}

/** Follows a stream for as long as what asks for it is shown, however often the connection is lost in between. */
export function useStream({ target, after, ...handlers }: StreamOptions): LiveState & { problem: Problem | undefined } {
  const { live } = useConsole();
  const [told, tell] = useState<LiveState>({ state: 'catching_up', lastAt: undefined });
  const [problem, refuse] = useState<Problem>();
  const latest = useRef<StreamHandlers>(handlers);
  latest.current = handlers;
  const key = JSON.stringify(target);

  useEffect(() => {
    if (target === undefined) return;
    const stopping = new AbortController();
    let gathered: LiveEvent[] = [];
    let pause = GATHER_MS;
    let flushing: ReturnType<typeof setTimeout> | undefined;
    let caughtUp: ReturnType<typeof setTimeout> | undefined;
    refuse(undefined);
    tell({ state: 'catching_up', lastAt: undefined });

    /** Live is what the server tells of, once it has said what there was. */
    const settle = (): void => {
      clearTimeout(caughtUp);
      caughtUp = setTimeout(
        () => tell((last) => (last.state === 'catching_up' ? { ...last, state: 'live' } : last)),
        CAUGHT_UP_MS,
      );
    };
    const flush = (): void => {
      flushing = undefined;
      if (gathered.length === 0) return;
      const events = gathered;
      gathered = [];
      pause = events.length > MANY ? GATHER_MANY_MS : GATHER_MS;
      latest.current.onEvents(events);
      const lastAt = events.at(-1)!.time;
      tell((last) => ({ state: last.state, lastAt }));
      settle();
    };
    const follow = async (): Promise<void> => {
      for await (const item of live.follow(target, {
        signal: stopping.signal,
        ...(after !== undefined && { after }),
        began: settle,
      })) {
        if (item.kind === 'event') {
          gathered.push(item.event);
          flushing ??= setTimeout(flush, pause);
        } else if (item.kind === 'upstream') {
          tell((last) => ({ ...last, state: item.state === 'away' ? 'away' : 'catching_up' }));
          if (item.state === 'back') settle();
        } else if (item.kind === 'gap') {
          latest.current.onGap?.();
        } else if (item.kind === 'end') {
          flush();
          tell((last) => ({ ...last, state: 'ended' }));
        }
      }
    };
    follow().catch((error: unknown) => {
      if (stopping.signal.aborted) return;
      refuse(problemOf(error));
      tell((last) => ({ ...last, state: 'away' }));
    });
    return () => {
      stopping.abort();
      clearTimeout(flushing);
      clearTimeout(caughtUp);
    };
  }, [live, key, after]);

  return { ...told, problem };
}
