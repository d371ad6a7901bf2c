import { DBOS } from '@dbos-inc/dbos-sdk';
import { isDeepStrictEqual } from 'node:util';
import { chargeCard, checkOrders, createOrder, orderOf, placeOrder, reserveStock } from './order.mjs';

const STEPS = 3;

// It makes queries in a way that pg will give up, and which of both is right is not for a benchmark to say.
process.noDeprecation = true;

const workflow = DBOS.registerWorkflow(
  async (order) => {
    const reservation = await DBOS.runStep(async () => reserveStock(order), { name: 'reserve-stock' });
    const charge = await DBOS.runStep(async () => chargeCard(order, reservation), { name: 'charge-card' });
    return DBOS.runStep(async () => createOrder(order, reservation, charge), { name: 'create-order' });
  },
  { name: 'place-order' },
);

/** A workflow of three steps, called in process, with DBOS's own defaults: a pool of 64 connections was no faster. */
export async function start({ databaseUrl }) {
  DBOS.setConfig({ name: 'bench', systemDatabaseUrl: databaseUrl, logLevel: 'error' });
  await DBOS.launch();
  return {
    durability: 'the workflow, every step and the result are each a commit of their own',
    carryOut: (number) => workflow(orderOf(number)),
    check,
    stop: () => DBOS.shutdown(),
  };
}

/** All in one: pages are ordered by a time that many share, so that one may be on two of them and another on none. */
async function check(count) {
  const workflows = await DBOS.listWorkflows({ status: 'SUCCESS' });
  checkOrders(await Promise.all(workflows.map(checkedOrder)), count, 'DBOS');
}

async function checkedOrder({ workflowID, input, output }) {
  const steps = await DBOS.listWorkflowSteps(workflowID);
  if (steps?.length !== STEPS || !isDeepStrictEqual(output, placeOrder(input[0]))) {
    throw new Error(`DBOS has no whole record of ${workflowID}.`);
  }
  return output.order_id;
}
