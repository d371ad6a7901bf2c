import { Injectable } from '@nestjs/common';
import { CONTRACT_VERSION, type SystemAnswer } from '@app/intent-contracts';
import { Engine } from '../sagas/engine.js';
import { ExecutionStore } from '../storage/execution-store.js';
import { ReplicaStore } from '../storage/replica-store.js';

/** What those who look after the system ask first. */
@Injectable()
export class SystemService {
  constructor(
    private readonly engine: Engine,
    private readonly store: ExecutionStore,
    private readonly replicas: ReplicaStore,
  ) {}

  async describe(): Promise<SystemAnswer> {
    const [living, inFlight] = await Promise.all([this.replicas.living(), this.store.inFlight()]);
    const { owner, running, slots } = this.engine.load();
    const { turnover } = this.engine.environment;
    const { windowS, accepted, ended, events } = turnover.rates();
    const installed = new Set(living.flatMap(({ handlers }) => handlers));
    return {
      contract_version: CONTRACT_VERSION,
      started_at: new Date(turnover.since).toISOString(),
      running,
      slots,
      replicas: living.map(({ id, handlers, leaseUntil }) => ({
        replica_id: id,
        answering: id === owner,
        handlers: [...handlers],
        ...(leaseUntil !== undefined && { lease_until: new Date(leaseUntil).toISOString() }),
      })),
      versions_in_flight: inFlight.map(({ intentType, handlerVersion, count }) => ({
        intent_type: intentType,
        version: handlerVersion,
        in_flight: count,
        installed: installed.has(`${intentType}@${handlerVersion}`),
      })),
      rates: { window_s: windowS, accepted_per_s: accepted, ended_per_s: ended, events_per_s: events },
    };
  }
}
