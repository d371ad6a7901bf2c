import type { ExecutionEvent, Session } from '@app/intent-contracts';
import type { PlannedStep, Stage } from '../chaos/trip-plan.js';
import type { PlaneClient } from '../processes/plane-client.js';

let trips = 0;

/** A step that takes so many milliseconds before it does anything. */
export function step(name: string, delay = 0): PlannedStep {
  return { kind: 'step', name, delay };
}

/** So many steps in a line, of that many milliseconds each. */
export function steps(count: number, delay: number): PlannedStep[] {
  return Array.from({ length: count }, (_, index) => step(`step-${index + 1}`, delay));
}

/** Has it carried out by whom `client` asks, if that one has a slot. Throws if it is not accepted. */
export async function takeTrip(client: PlaneClient, session: Session, stages: Stage[]): Promise<string> {
  trips += 1;
  const { execution_id } = await client.accepted({
    intent_type: 'trips.take',
    realm: 'trips',
    session_id: session.session_id,
    tenant_id: session.tenant_id,
    payload: { trip_id: `trip-${trips}`, stages },
  });
  return execution_id;
}

export function timeOf({ time }: ExecutionEvent): number {
  return Date.parse(time);
}
