import type { Execution, ExecutionAccepted, Problem } from '@symphainy/experience/adapter-kit';
import type { CallToolResult } from './tool.js';

const LATER = 'Ask for its status later; do not call again.';
const IN_DOUBT = 'It is not known whether this was taken up. Find out before you call again.';
const naming = (executionId: string): string => `This is execution ${executionId}.`;

const text = (...lines: string[]): CallToolResult['content'] => [{ type: 'text', text: lines.join('\n') }];

/** What a client is told of an execution: enough to go on from, and nothing that only operators need. */
function tellingOf({ execution_id, status, result, error, residual_effects }: Execution): Record<string, unknown> {
  return {
    execution_id,
    status,
    ...(result !== undefined && { result }),
    ...(error !== undefined && { error }),
    ...(residual_effects.length > 0 && { residual_effects }),
  };
}

/** How an execution stands, to whoever asked for just that. */
export function statusResult(execution: Execution): CallToolResult {
  const structuredContent = tellingOf(execution);
  return { content: text(JSON.stringify(structuredContent, null, 2)), structuredContent };
}

/** What came of an execution. Any other end than the one that was wanted is an error, which says what is left. */
export function outcomeResult(execution: Execution, wanted: Execution['status'] = 'succeeded'): CallToolResult {
  if (execution.status === wanted) return statusResult(execution);
  const { execution_id, error, residual_effects } = execution;
  const lines = [
    error?.detail ?? '',
    standing(execution),
    ...residual_effects.map(
      ({ step, cause, reason }) => `What ${step} did stays (${cause})${reason ? `: ${reason}` : ''}.`,
    ),
    naming(execution_id),
  ];
  return {
    isError: true,
    content: text(...lines.filter((line) => line !== '')),
    structuredContent: tellingOf(execution),
  };
}

function standing({ status }: Execution): string {
  switch (status) {
    case 'succeeded':
      return 'It was carried out after all.';
    case 'failed':
      return 'It failed, and there was nothing to undo.';
    case 'compensated':
      return 'It failed, and what had been done before was undone.';
    case 'cancelled':
      return 'Somebody cancelled it, and what had been done was undone.';
    case 'terminated':
      return 'An operator stopped it where it stood; nothing was undone.';
    case 'paused':
    case 'compensation_failed':
      return `It is ${status.replace('_', ' ')} and waits for an operator. ${LATER}`;
    default:
      return `It is ${status} and goes on, though nobody follows it here. ${LATER}`;
  }
}

/** What a client is told of what was taken up, where nobody can tell it here what comes of it. */
export function unfollowedResult({ execution_id, status }: ExecutionAccepted, { detail }: Problem): CallToolResult {
  const lines = [`It was taken up and goes on, but cannot be followed here: ${detail}`, LATER, naming(execution_id)];
  return { isError: true, content: text(...lines), structuredContent: { execution_id, status } };
}

/** What a client is told whose call was refused, or got no answer. */
export function refusalResult(problem: Problem, isHarmlessToRepeat: boolean): CallToolResult {
  const { detail, errors = [], status, retryable } = problem;
  const flaws = errors.map((flaw) => `${pointerIntoArguments(flaw.pointer)}: ${flaw.detail}`);
  // Where no answer came that could be understood, what was sent may have been taken up.
  const isInDoubt = status >= 500 && !isHarmlessToRepeat;
  const advice = isInDoubt ? IN_DOUBT : retryable ? 'Trying again may help.' : '';
  return {
    isError: true,
    content: text(detail, ...flaws, ...(advice === '' ? [] : [advice])),
    structuredContent: { problem: { ...problem } },
  };
}

/** A tool's arguments are the payload of its intent. */
const pointerIntoArguments = (pointer: string): string => pointer.replace(/^\/payload(?=\/|$)/, '') || '/';
