import type { Problem } from '@app/intent-contracts';
import { isPassing } from '../passing.js';

/** An answer that is none of the stream's. */
export class HttpRefusal extends Error {
  constructor(
    readonly problem: Problem,
    /** Milliseconds that the server asks to wait for. */
    readonly retryAfterMs: number,
  ) {
    super(problem.detail);
  }
}

/** Says what was answered in place of a stream; what is no problem document is made into one. */
export async function refusalOf(answer: Response): Promise<HttpRefusal> {
  const said = problemIn(await answer.text());
  const retryAfter = Number(answer.headers.get('retry-after'));
  return new HttpRefusal(
    said ?? unexpected(answer),
    Number.isFinite(retryAfter) ? Math.min(retryAfter, 60) * 1_000 : 0,
  );
}

/** The problem document in a text, if it is one. */
export function problemIn(text: string): Problem | undefined {
  try {
    const problem = JSON.parse(text) as Partial<Problem> | null;
    const isProblem = typeof problem?.code === 'string' && typeof problem.status === 'number';
    return isProblem ? (problem as Problem) : undefined;
  } catch {
    return undefined;
  }
}

function unexpected({ status, statusText, url }: Response): Problem {
  return {
    type: 'about:blank',
    title: statusText || `HTTP ${status}`,
    status,
    code: `HTTP_${status}`,
    detail: `${url} answered ${status} without a problem document. Is it the base URL of a plane, as http://127.0.0.1:8001/v1?`,
    retryable: isPassing({ status, retryable: true }),
  };
}
