import { median, perSecond } from './figures.mjs';
import { realm as notes } from './notes.realm.mjs';
import { load, placeOrder } from './orders.mjs';
import { startBarePost, withFolder } from './processes.mjs';

const RUNTIME = '../../apps/runtime/dist/apps/runtime/src';
const { RuntimeConfig } = await import(`${RUNTIME}/config/runtime-config.js`);
const { createRuntime } = await import(`${RUNTIME}/create-runtime.js`);
const { IntentsService } = await import(`${RUNTIME}/intents/intents.service.js`);
const { SessionsService } = await import(`${RUNTIME}/sessions/sessions.service.js`);
const { ExecutionsService } = await import(`${RUNTIME}/executions/executions.service.js`);
const { ExecutionStore } = await import(`${RUNTIME}/storage/execution-store.js`);
const { realm: orders } = await import('../../examples/realms/orders/dist/index.js');

const AT_ONCE = 64;
const EXECUTIONS = 8_000;
const ROUNDS = 3;
const EVENTS_EACH = 9;

const INTENTS = [
  { intent_type: 'orders.place', realm: 'orders', what: 'orders.place, three armed steps' },
  { intent_type: 'notes.write', realm: 'notes', what: 'three steps with NOTHING_TO_UNDO' },
];

/**
 * Durable executions per second through the service that HTTP uses, on the store that the settings name. The events of
 * every one are read back and checked, so that nothing is counted that was not done. `bars` are those of the intents.
 */
export async function carriedOut({ store, settings, bars }) {
  return withFolder(async (folder) => {
    const bare = await startBarePost();
    const config = RuntimeConfig.from({ DATA_DIR: folder, LOG_LEVEL: 'error', ...settings });
    const app = await createRuntime(config, [orders, notes]);
    await app.init();
    const inProcess = new InProcess(app);
    const { sessionId } = await inProcess.sessions.create({ tenant_id: 'bench', user_id: 'bench' });
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const runs = [];
      for (const intent of INTENTS) runs.push(await inProcess.run(intent, sessionId));
      rounds.push({ runs, bare: (await load(bare, { requests: EXECUTIONS, body: placeOrder(sessionId) })).rate });
    }
    await Promise.all([app.close(), bare.stop()]);
    const beside = median(rounds.map((round) => round.bare));
    return INTENTS.map(({ what }, nth) => {
      const ours = median(rounds.map(({ runs }) => runs[nth].rate));
      const microseconds = Math.round(median(rounds.map(({ runs }) => runs[nth].microseconds)));
      return {
        what: `${what}, in process on ${store}, ${AT_ONCE} at once`,
        ours: `${perSecond(ours)}, ${microseconds} µs of CPU each`,
        beside: `bare POST ${perSecond(beside)}`,
        ratio: `${Math.round((ours / beside) * 100)} %`,
        bar: `≥ ${perSecond(bars[nth])}`,
        met: ours >= bars[nth],
      };
    });
  });
}

class InProcess {
  constructor(app) {
    const get = (service) => app.get(service, { strict: false });
    this.intents = get(IntentsService);
    this.sessions = get(SessionsService);
    this.executions = get(ExecutionsService);
    this.store = get(ExecutionStore);
  }

  async run(intent, sessionId) {
    const ids = [];
    let next = 0;
    const worker = async () => {
      while (next < EXECUTIONS) ids.push(await this.carryOut(intent, sessionId, (next += 1)));
    };
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    const seconds = (performance.now() - start) / 1_000;
    const { user, system } = process.cpuUsage(cpu);
    for (const id of ids) await this.check(id);
    return { rate: EXECUTIONS / seconds, microseconds: (user + system) / EXECUTIONS };
  }

  async carryOut({ intent_type, realm }, sessionId, number) {
    const payload = { order_id: `o-${number}`, sku: 'lamp', quantity: 1, card: 'tok_visa' };
    const intent = { intent_type, realm, session_id: sessionId, tenant_id: 'bench', payload };
    const { record } = await this.intents.submit(intent, undefined);
    const done = await this.executions.whenDone('bench', record.executionId, {
      limit: 30_000,
      onGone: () => undefined,
    });
    if (done.status !== 'succeeded') throw new Error(`${record.executionId} is ${done.status}.`);
    return record.executionId;
  }

  async check(id) {
    const entries = await this.store.entries(id, 0);
    const whole = entries.length === EVENTS_EACH && entries.every(({ sequence }, index) => sequence === index + 1);
    if (!whole || entries.at(-1).type !== 'execution.succeeded') throw new Error(`The log of ${id} is not whole.`);
  }
}
