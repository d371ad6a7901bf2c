import { useRef, useState } from 'react';
import type { Problem } from '../experience/answered-problem.js';
import type { LiveEvent } from './live-event.js';
import type { LiveState } from './live-state.js';
import { useStream } from './use-stream.js';

interface ExecutionEvents extends LiveState {
  readonly events: readonly LiveEvent[];
  /** Whether the beginning is no longer kept. */
  readonly isCut: boolean;
  readonly problem: Problem | undefined;
}

/** The log of an execution from its beginning, and what is added to it as it happens. */
export function useExecutionEvents(
  executionId: string | undefined,
  onEvents?: (events: readonly LiveEvent[]) => void,
): ExecutionEvents {
  const [kept, keep] = useState<{ of: string | undefined; events: readonly LiveEvent[]; isCut: boolean }>({
    of: undefined,
    events: [],
    isCut: false,
  });
  const current = useRef(executionId);
  current.current = executionId;
  const stream = useStream({
    target: executionId === undefined ? undefined : { execution_id: executionId },
    onEvents: (events) => {
      const own = events.filter(({ executionid }) => executionid === current.current);
      if (own.length === 0) return;
      keep((last) =>
        last.of === current.current
          ? {
              ...last,
              events: [...last.events, ...own.filter(({ sequence }) => sequence > (last.events.at(-1)?.sequence ?? 0))],
            }
          : { of: current.current, events: own, isCut: false },
      );
      onEvents?.(own);
    },
    onGap: () =>
      keep((last) => ({ of: current.current, events: last.of === current.current ? last.events : [], isCut: true })),
  });
  const isCurrent = kept.of === executionId;
  return { ...stream, events: isCurrent ? kept.events : NONE, isCut: isCurrent && kept.isCut };
}

const NONE: readonly LiveEvent[] = [];
