import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useConsole } from '../../app/console-context.js';
import { Dialog } from '../../elements/dialog.js';
import { ProblemNotice } from '../../elements/problem-notice.js';
import { problemOf } from '../../experience/answered-problem.js';
import { answered, type Schemas } from '../../experience/experience-client.js';
import { isJson } from '../../elements/is-json.js';
import type { CommandWords } from './execution-commands.js';
import { type CommandBody, giveCommand } from './give-command.js';
import { FATES, fateOf, undoWords } from './undo-words.js';

interface CommandDialogProps {
  readonly command: CommandWords;
  readonly execution: Schemas['Execution'];
  readonly told: (asked: Schemas['Execution'], answer: Schemas['Execution']) => void;
  readonly close: () => void;
}

/** Says what a command will do, asks for what the log is to keep, and gives it. */
export function CommandDialog({ command, execution, told, close }: CommandDialogProps) {
  const { client } = useConsole();
  const { execution_id: executionId } = execution;
  const [note, setNote] = useState('');
  const [signal, setSignal] = useState(waitedSignal(execution));
  const [payload, setPayload] = useState('{}');
  // The same for every try, so that a signal whose answer was lost is not heard twice.
  const [signalId] = useState(() => crypto.randomUUID());
  const plan = useQuery({
    queryKey: ['undo-plan', executionId, execution.updated_at],
    queryFn: () => answered(client.GET('/v1/execution/{executionId}/undo-plan', { params: { path: { executionId } } })),
    enabled: command.showsUndo,
  });
  const giving = useMutation({
    mutationFn: (body: CommandBody) => giveCommand(client, executionId, command.name, body),
    onSuccess: (answer) => {
      told(execution, answer);
      close();
    },
  });
  const { asks } = command;
  const isSayable = command.name !== 'signal' || isJson(payload);

  function give(event: FormEvent): void {
    event.preventDefault();
    giving.mutate({
      ...(asks && note.trim() !== '' && { [asks.member]: note.trim() }),
      ...(command.name === 'signal' && {
        signal: { name: signal, id: signalId, payload: JSON.parse(payload) as unknown },
      }),
    });
  }

  return (
    <Dialog title={command.title.replace(' …', '')} close={close}>
      <form onSubmit={give} className="form">
        <p>{command.does}</p>
        {command.showsUndo && plan.data && (
          <UndoPlan plan={plan.data} command={command} stuck={execution.blocked_on?.step} />
        )}
        {command.name === 'signal' && (
          <>
            <label className="field">
              <span>Name</span>
              <input
                value={signal}
                onChange={({ target }) => setSignal(target.value)}
                required
                maxLength={100}
                autoComplete="off"
              />
            </label>
            <label className="field">
              <span>What it says, as JSON</span>
              <textarea
                value={payload}
                onChange={({ target }) => setPayload(target.value)}
                rows={4}
                spellCheck={false}
                aria-invalid={!isSayable}
              />
            </label>
          </>
        )}
        {asks && (
          <label className="field">
            <span>{asks.label}</span>
            <textarea
              value={note}
              onChange={({ target }) => setNote(target.value)}
              rows={2}
              maxLength={2000}
              required={asks.isRequired}
            />
          </label>
        )}
        {giving.error && <ProblemNotice problem={problemOf(giving.error)} />}
        <div className="dialog-foot">
          <button type="button" className="button" onClick={close}>
            Leave it
          </button>
          <button
            type="submit"
            className={command.bites ? 'button danger' : 'button primary'}
            disabled={giving.isPending || !isSayable}
          >
            {giving.isPending ? 'Telling it …' : command.title.replace(' …', '')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface UndoPlanProps {
  readonly plan: Schemas['UndoPlan'];
  readonly command: CommandWords;
  readonly stuck: string | undefined;
}

function UndoPlan({ plan, command, stuck }: UndoPlanProps) {
  const steps = plan.steps.map((step) => ({ ...step, fate: fateOf(step, command.name, stuck) }));
  return (
    <div className="undo-plan">
      <p>{undoWords(steps)}</p>
      {steps.length > 0 && (
        <ol>
          {steps.map(({ step, fate, effect, reason }) => (
            <li key={step}>
              <code>{step}</code>{' '}
              <span className="quiet">
                {FATES[fate]}
                {effect === 'unknown' && ', though it is not known whether it took effect'}
                {reason && ` – ${reason}`}
              </span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

/** The signal that it waits for, as a proposal. */
function waitedSignal({ blocked_on: blocked }: Schemas['Execution']): string {
  const wait = blocked?.waits?.find(({ kind }) => kind === 'signal')?.wait ?? '';
  return wait.split('#')[0] ?? '';
}
