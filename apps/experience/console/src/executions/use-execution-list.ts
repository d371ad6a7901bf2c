import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useConsole } from '../app/console-context.js';
import { AnsweredProblem } from '../experience/answered-problem.js';
import { answered, type Schemas } from '../experience/experience-client.js';
import { nameOf } from '../identity/identity.js';
import type { LiveEvent } from '../live/live-event.js';
import type { LiveState } from '../live/live-state.js';
import { useStream } from '../live/use-stream.js';
import type { ExecutionFilters } from './execution-filters.js';
import { isTerminal, statusAfter } from './status-after.js';

export type Execution = Schemas['Execution'];
type Pages = InfiniteData<Schemas['ExecutionPage'], string>;

const PAGE_SIZE = 100;
/** How often newer ones are looked for at most, however much happens. */
const LOOK_MS = 1_000;

interface ExecutionList {
  readonly rows: readonly Execution[];
  /** Newer than the first of `rows`, held back until the reader wants them; `more` if there are even more. */
  readonly newer: { readonly count: number; readonly more: boolean };
  readonly showNewer: () => void;
  readonly live: LiveState;
  readonly isLoading: boolean;
  readonly error: unknown;
  readonly hasMore: boolean;
  readonly loadMore: () => void;
}

/**
 * Executions that fit the filters, newest first, as they are now. Rows change in place; new ones come by themselves while
 * the reader is at the top, and wait otherwise, so that nothing moves below the pointer.
 */
export function useExecutionList(filters: ExecutionFilters, isAtTop: () => boolean): ExecutionList {
  const { client, identity } = useConsole();
  const queries = useQueryClient();
  const key = useMemo(() => ['executions', nameOf(identity), filters], [identity, JSON.stringify(filters)]);
  const [held, hold] = useState<readonly Execution[]>([]);

  const ask = (token: string, signal?: AbortSignal) =>
    answered(
      client.GET('/v1/execution', {
        params: { query: { ...(filters as object), page_size: PAGE_SIZE, ...(token !== '' && { page_token: token }) } },
        ...(signal && { signal }),
      }),
    );
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => ask(pageParam, signal),
    initialPageParam: '',
    getNextPageParam: ({ next_page_token: next }) => next,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const rows = useMemo(() => list.data?.pages.flatMap(({ executions }) => executions) ?? [], [list.data]);

  const look = useRef({
    at: 0,
    timer: undefined as ReturnType<typeof setTimeout> | undefined,
    leaving: new AbortController(),
    run: () => {},
  });
  look.current.run = () => {
    look.current.at = Date.now();
    const { signal } = look.current.leaving;
    ask('', signal).then(
      (page) => {
        const known = new Set(rows.map(({ execution_id }) => execution_id));
        const newest = rows[0]?.execution_id ?? '';
        const newer = page.executions.filter(({ execution_id: id }) => id > newest && !known.has(id));
        queries.setQueryData<Pages>(key, (pages) => pages && withRows(pages, page.executions));
        if (newer.length === 0) return;
        if (newer.length === PAGE_SIZE && rows.length > 0) {
          // Between these and what is shown there may be others: only a new beginning is whole.
          if (isAtTop()) queries.setQueryData<Pages>(key, { pages: [page], pageParams: [''] });
          else hold(newer);
        } else if (isAtTop()) {
          queries.setQueryData<Pages>(key, (pages) => pages && withNewer(pages, newer));
          hold([]);
        } else hold(newer);
      },
      (error: unknown) => {
        const isRefused = error instanceof AnsweredProblem && !error.problem.retryable;
        if (!signal.aborted && !isRefused) lookSoon();
      },
    );
  };
  const lookSoon = (): void => {
    if (look.current.timer !== undefined) return;
    const wait = Math.max(50, look.current.at + LOOK_MS - Date.now());
    look.current.timer = setTimeout(() => {
      look.current.timer = undefined;
      look.current.run();
    }, wait);
  };
  useEffect(() => {
    hold([]);
    look.current.leaving = new AbortController();
    return () => {
      look.current.leaving.abort();
      clearTimeout(look.current.timer);
      look.current.timer = undefined;
    };
  }, [key]);

  const live = useStream({
    target: { tenant: true },
    after: 'latest',
    onEvents: (events) => {
      queries.setQueryData<Pages>(key, (pages) => pages && withEvents(pages, events));
      if (
        events.some(({ type }) => type === 'execution.accepted' || (filters.status && type.startsWith('execution.')))
      ) {
        lookSoon();
      }
    },
    onGap: lookSoon,
  });
  // What happened while nothing was heard is in no event of a feed that begins now.
  useEffect(() => {
    if (live.state === 'live') lookSoon();
  }, [live.state]);

  return {
    rows,
    newer: { count: held.length, more: held.length >= PAGE_SIZE },
    showNewer: () => {
      if (held.length >= PAGE_SIZE) void queries.resetQueries({ queryKey: key, exact: true });
      else queries.setQueryData<Pages>(key, (pages) => pages && withNewer(pages, held));
      hold([]);
    },
    live,
    isLoading: list.isPending,
    error: list.error,
    hasMore: list.hasNextPage,
    loadMore: () => {
      if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
    },
  };
}

function withNewer(pages: Pages, newer: readonly Execution[]): Pages {
  const [first, ...rest] = pages.pages;
  if (first === undefined) return pages;
  const known = new Set(first.executions.map(({ execution_id }) => execution_id));
  const added = newer.filter(({ execution_id }) => !known.has(execution_id));
  return { ...pages, pages: [{ ...first, executions: [...added, ...first.executions] }, ...rest] };
}

/** Rows as they were just read, where they are shown. */
function withRows(pages: Pages, read: readonly Execution[]): Pages {
  const byId = new Map(read.map((one) => [one.execution_id, one]));
  return changed(pages, (row) => byId.get(row.execution_id));
}

/** Rows as events say that they have become since. */
function withEvents(pages: Pages, events: readonly LiveEvent[]): Pages {
  const byId = new Map<string, LiveEvent[]>();
  for (const event of events) {
    const own = byId.get(event.executionid);
    if (own) own.push(event);
    else byId.set(event.executionid, [event]);
  }
  return changed(pages, (row) => {
    const own = byId.get(row.execution_id);
    return own && own.reduce(after, row);
  });
}

function changed(pages: Pages, next: (row: Execution) => Execution | undefined): Pages {
  let isOther = false;
  const result = pages.pages.map((page) => {
    let isOtherPage = false;
    const executions = page.executions.map((row) => {
      const found = next(row);
      if (found === undefined || found === row) return row;
      isOtherPage = true;
      return found;
    });
    isOther ||= isOtherPage;
    return isOtherPage ? { ...page, executions } : page;
  });
  return isOther ? { ...pages, pages: result } : pages;
}

function after(row: Execution, event: LiveEvent): Execution {
  if (row.done || event.time < row.updated_at) return row;
  const status = statusAfter(event) ?? row.status;
  const done = isTerminal(status);
  const step = typeof event.data['step'] === 'string' ? event.data['step'] : undefined;
  const { completed_steps: completed, current_step: current } = row.progress;
  return {
    ...row,
    status: status as Execution['status'],
    done,
    updated_at: event.time,
    ...(done && { finished_at: event.time }),
    progress: {
      completed_steps: event.type === 'step.succeeded' ? completed + 1 : completed,
      ...(event.type === 'step.started'
        ? { current_step: step }
        : { current_step: event.type === 'step.succeeded' ? undefined : current }),
    },
  };
}
