import { realm as notes } from './notes.realm.mjs';

const RUNTIME = '../../apps/runtime/dist/apps/runtime/src';
const { RuntimeConfig } = await import(`${RUNTIME}/config/runtime-config.js`);
const { createRuntime } = await import(`${RUNTIME}/create-runtime.js`);
const { IntentsService } = await import(`${RUNTIME}/intents/intents.service.js`);
const { SessionsService } = await import(`${RUNTIME}/sessions/sessions.service.js`);
const { ExecutionsService } = await import(`${RUNTIME}/executions/executions.service.js`);
const { ExecutionStore } = await import(`${RUNTIME}/storage/execution-store.js`);
const { realm: orders } = await import('../../examples/realms/orders/dist/index.js');

const EVENTS_EACH = 9;

export const PLACE_ORDER = { intent_type: 'orders.place', realm: 'orders' };
export const WRITE_NOTE = { intent_type: 'notes.write', realm: 'notes' };

/** Runtime in this very process: what the engine does through the service that HTTP uses, without HTTP. */
export class InProcess {
  constructor(app) {
    const get = (service) => app.get(service, { strict: false });
    this.app = app;
    this.intents = get(IntentsService);
    this.sessions = get(SessionsService);
    this.executions = get(ExecutionsService);
    this.store = get(ExecutionStore);
  }

  static async start(settings) {
    const config = RuntimeConfig.from({ LOG_LEVEL: 'error', ...settings });
    const app = await createRuntime(config, [orders, notes]);
    await app.init();
    const started = new InProcess(app);
    const { sessionId } = await started.sessions.create({ tenant_id: 'bench', user_id: 'bench' });
    started.sessionId = sessionId;
    return started;
  }

  stop() {
    return this.app.close();
  }

  async carryOut(intent, number) {
    const payload = { order_id: `o-${number}`, sku: 'lamp', quantity: 1, card: 'tok_visa' };
    const asked = { ...intent, session_id: this.sessionId, tenant_id: 'bench', payload };
    const { record } = await this.intents.submit(asked, undefined);
    const done = await this.executions.whenDone('bench', record.executionId, {
      limit: 30_000,
      onGone: () => undefined,
    });
    if (done.status !== 'succeeded') throw new Error(`${record.executionId} is ${done.status}.`);
    return record.executionId;
  }

  async check(id) {
    const entries = await this.store.entries('bench', id, 0);
    const whole = entries.length === EVENTS_EACH && entries.every(({ sequence }, index) => sequence === index + 1);
    if (!whole || entries.at(-1).type !== 'execution.succeeded') throw new Error(`The log of ${id} is not whole.`);
  }
}
