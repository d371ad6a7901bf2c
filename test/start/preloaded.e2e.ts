import { afterEach, describe, expect, it } from '@jest/globals';
import { PlaneClient } from '../processes/plane-client.js';
import { placeOrder } from '../processes/intents.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { runtimeProcess } from '../processes/planes.js';

/** As large as an agent of telemetry is; Node loads it in every thread. */
const AGENT = 'data:text/javascript,globalThis.held=Array.from({length:5e5},(_,index)=>({index}))';

let runtime: PlaneProcess;

afterEach(() => runtime.kill());

describe('Runtime with an agent that NODE_OPTIONS has it load', () => {
  it('starts, and carries out what it is given', async () => {
    runtime = await runtimeProcess({ NODE_OPTIONS: `--import ${AGENT}` });
    await runtime.start();
    const api = new PlaneClient(`${runtime.url}/api`);
    const { execution_id } = await api.accepted(placeOrder(await api.session()));

    expect(await api.ended(execution_id)).toMatchObject({ status: 'succeeded' });
    expect(runtime.isRunning).toBe(true);
  });
});
