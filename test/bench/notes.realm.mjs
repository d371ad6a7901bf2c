const { defineIntent, IntentHandler, NOTHING_TO_UNDO, Realm } = await import('@symphainy/runtime/realm-kit');
const { PlaceOrderInput, PlaceOrderOutput } =
  await import('../../examples/realms/orders/dist/place-order/place-order.intent.js');

const WriteNote = defineIntent({
  type: 'notes.write',
  realm: 'notes',
  title: 'Three steps that have nothing to undo',
  input: PlaceOrderInput,
  output: PlaceOrderOutput,
});

class WriteNoteHandler {
  async run(saga, { order_id }) {
    const ids = [];
    for (const name of ['first', 'second', 'third']) {
      ids.push((await saga.step(name, { invoke: ({ key }) => ({ id: key }), compensate: NOTHING_TO_UNDO })).id);
    }
    return { order_id, reservation_id: ids[0], charge_id: ids[1] };
  }
}
IntentHandler(WriteNote, { version: 1 })(WriteNoteHandler);

/** What the engine costs by itself: as many steps as an order has, and no undo to be armed. */
export const realm = class NotesRealm extends Object {};
Realm({ name: 'notes', handlers: [WriteNoteHandler], providers: [] })(realm);
