import { answered, type ExperienceClient, type Schemas } from '../../experience/experience-client.js';
import type { CommandName } from './execution-commands.js';

/** What goes with a command. */
export interface CommandBody {
  readonly reason?: string;
  readonly evidence?: string;
  /** The name of a signal and what it says. */
  readonly signal?: { readonly name: string; readonly id: string; readonly payload: unknown };
}

/** Gives a command. Resolves to the status that it led to; what it is refused with is thrown. */
export function giveCommand(
  client: ExperienceClient,
  executionId: string,
  command: CommandName,
  body: CommandBody,
): Promise<Schemas['Execution']> {
  const path = { executionId };
  const { reason, evidence, signal } = body;
  switch (command) {
    case 'cancel':
      return answered(client.POST('/v1/execution/{executionId}/cancel', { params: { path }, body: given(reason) }));
    case 'pause':
      return answered(client.POST('/v1/execution/{executionId}/pause', { params: { path }, body: given(reason) }));
    case 'resume':
      return answered(client.POST('/v1/execution/{executionId}/resume', { params: { path } }));
    case 'retry':
      return answered(client.POST('/v1/execution/{executionId}/retry', { params: { path } }));
    case 'terminate':
      return answered(
        client.POST('/v1/execution/{executionId}/terminate', { params: { path }, body: { reason: reason ?? '' } }),
      );
    case 'compensation/retry':
      return answered(client.POST('/v1/execution/{executionId}/compensation/retry', { params: { path } }));
    case 'compensation/skip':
      return answered(
        client.POST('/v1/execution/{executionId}/compensation/skip', {
          params: { path },
          body: { reason: reason ?? '' },
        }),
      );
    case 'compensation/resolve':
      return answered(
        client.POST('/v1/execution/{executionId}/compensation/resolve', {
          params: { path },
          body: { evidence: evidence ?? '' },
        }),
      );
    case 'signal': {
      const { name, ...told } = signal!;
      return answered(
        client.POST('/v1/execution/{executionId}/signal/{name}', {
          params: { path: { executionId, name } },
          body: told,
        }),
      );
    }
  }
}

function given(reason: string | undefined): { reason?: string } {
  return reason === undefined || reason === '' ? {} : { reason };
}
