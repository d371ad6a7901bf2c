import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useConsole } from '../../app/console-context.js';
import { Dialog } from '../../elements/dialog.js';
import { isJson } from '../../elements/is-json.js';
import { ProblemNotice } from '../../elements/problem-notice.js';
import { problemOf } from '../../experience/answered-problem.js';
import { answered, type Schemas } from '../../experience/experience-client.js';

interface ResolveStepDialogProps {
  readonly execution: Schemas['Execution'];
  readonly step: string;
  readonly told: (asked: Schemas['Execution'], answer: Schemas['Execution']) => void;
  readonly close: () => void;
}

/**
 * Asks somebody who can know whether a step took effect whose outcome is unknown. Neither answer is proposed: the wrong one
 * does twice what cannot be undone, or not at all what everything after it relies on.
 */
export function ResolveStepDialog({ execution, step, told, close }: ResolveStepDialogProps) {
  const { client } = useConsole();
  const [outcome, setOutcome] = useState<'applied' | 'not_applied'>();
  const [evidence, setEvidence] = useState('');
  const [output, setOutput] = useState('');
  const giving = useMutation({
    mutationFn: (found: 'applied' | 'not_applied') =>
      answered(
        client.POST('/v1/execution/{executionId}/step/{step}/resolve', {
          params: { path: { executionId: execution.execution_id, step } },
          body: {
            outcome: found,
            evidence: evidence.trim(),
            ...(found === 'applied' && output.trim() !== '' && { output: JSON.parse(output) as unknown }),
          },
        }),
      ),
    onSuccess: (answer) => {
      told(execution, answer);
      close();
    },
  });

  const isSayable = outcome !== 'applied' || output.trim() === '' || isJson(output);

  function give(event: FormEvent): void {
    event.preventDefault();
    if (outcome !== undefined) giving.mutate(outcome);
  }

  return (
    <Dialog title={`What became of ${step}`} close={close}>
      <form onSubmit={give} className="form">
        <p>
          It was begun and nobody knows whether it took effect, and it cannot be undone. Look where it would show, and
          say what you found.
        </p>
        <fieldset className="options">
          <legend className="said">What you found</legend>
          <label>
            <input
              type="radio"
              name="outcome"
              required
              checked={outcome === 'not_applied'}
              onChange={() => setOutcome('not_applied')}
            />
            It had no effect: it is tried again
          </label>
          <label>
            <input type="radio" name="outcome" checked={outcome === 'applied'} onChange={() => setOutcome('applied')} />
            It took effect: the execution goes on after it
          </label>
        </fieldset>
        {outcome === 'applied' && (
          <label className="field">
            <span>What it returned, as JSON; nothing if left empty</span>
            <textarea
              value={output}
              onChange={({ target }) => setOutput(target.value)}
              rows={3}
              spellCheck={false}
              aria-invalid={!isSayable}
            />
          </label>
        )}
        <label className="field">
          <span>How you know (the log keeps it)</span>
          <textarea
            value={evidence}
            onChange={({ target }) => setEvidence(target.value)}
            rows={2}
            maxLength={2000}
            required
          />
        </label>
        {giving.error && <ProblemNotice problem={problemOf(giving.error)} />}
        <div className="dialog-foot">
          <button type="button" className="button" onClick={close}>
            Leave it
          </button>
          <button type="submit" className="button primary" disabled={giving.isPending || !isSayable}>
            {giving.isPending ? 'Telling it …' : 'Say so'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
