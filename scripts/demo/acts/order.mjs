let orders = 0;

/** Shows how an order for tea is placed, places it and shows how it is followed; `simulate` is what goes wrong with it. */
export async function placeOrder({ stage, experience }, simulate) {
  orders += 1;
  const goods = { order_id: `o-${orders}`, sku: 'tea', quantity: 2, card: 'tok_visa' };
  stage.command(
    "curl $V1/intent/submit -H 'Content-Type: application/json' -d '{",
    '"intent_type": "orders.place", "realm": "orders",',
    '"tenant_id": "demo", "session_id": "\'$SESSION\'", "payload": {',
    `  ${members(goods)},`,
    `  "simulate": {${members(simulate)}}}}'`,
  );
  await stage.breathe();
  const { execution_id: executionId } = await experience.placeOrder({ ...goods, simulate });
  stage.variable('EXECUTION', executionId);
  stage.command("curl -N $V1/execution/$EXECUTION/events -H 'Accept: text/event-stream'");
  return executionId;
}

function members(object) {
  return Object.entries(object)
    .map(([name, value]) => `"${name}": ${JSON.stringify(value)}`)
    .join(', ');
}
