import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useConsole } from '../../app/console-context.js';
import type { Schemas } from '../../experience/experience-client.js';
import { nameOf } from '../../identity/identity.js';
import { navigate, useAddress, withSearch } from '../../routing/address.js';
import { CommandDialog } from './command-dialog.js';
import { type CommandWords, commandsFor } from './execution-commands.js';
import { ResolveStepDialog } from './resolve-step-dialog.js';

type Detail = Schemas['Execution'];

/** What the execution can be told. What it does is said before it is done, and is done by nobody's slip. */
export function Commands({ execution }: { readonly execution: Detail }) {
  const [chosen, choose] = useState<CommandWords>();
  const told = useTold();
  const commands = commandsFor(execution.status, execution.pause_reason);
  if (commands.length === 0 && chosen === undefined) return null;
  return (
    <div className="commands" role="group" aria-label="Commands">
      {commands.map((command, index) => (
        <button
          key={command.name}
          type="button"
          className={
            index === 0 && !command.bites && execution.status !== 'running'
              ? 'button primary'
              : command.bites
                ? 'button bites'
                : 'button'
          }
          onClick={() => choose(command)}
        >
          {command.title}
        </button>
      ))}
      {chosen && <CommandDialog command={chosen} execution={execution} told={told} close={() => choose(undefined)} />}
    </div>
  );
}

export function ResolveStepButton({ execution, step }: { readonly execution: Detail; readonly step: string }) {
  const [isOpen, open] = useState(false);
  const told = useTold();
  return (
    <p>
      <button type="button" className="button primary" onClick={() => open(true)}>
        Say what became of it …
      </button>
      {isOpen && <ResolveStepDialog execution={execution} step={step} told={told} close={() => open(false)} />}
    </p>
  );
}

/** Shows what the answer says at once; the events say the rest. A new execution is gone to. */
function useTold(): (asked: Detail, answer: Schemas['Execution']) => void {
  const { identity } = useConsole();
  const queries = useQueryClient();
  const { search } = useAddress();
  return (asked, answer) => {
    if (answer.execution_id !== asked.execution_id) {
      navigate(withSearch(`/executions/${answer.execution_id}`, search, { step: '', view: '' }));
      return;
    }
    const key = ['execution', nameOf(identity), asked.execution_id];
    queries.setQueryData<Detail>(key, (known) => known && { ...known, ...answer });
    void queries.invalidateQueries({ queryKey: key });
  };
}
