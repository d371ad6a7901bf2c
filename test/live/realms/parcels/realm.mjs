import { IsString } from 'class-validator';

const { defineIntent, IntentHandler, Realm } = await import('@symphainy/runtime/realm-kit');

class Parcel {
  content;
}
IsString()(Parcel.prototype, 'content');

const SendParcel = defineIntent({
  type: 'parcels.send',
  realm: 'parcels',
  title: 'Something large, which stands in the log as it came',
  input: Parcel,
  output: Parcel,
});

class SendParcelHandler {
  async run() {
    return { content: 'sent' };
  }
}
IntentHandler(SendParcel, { version: 1 })(SendParcelHandler);

/** Fills streams quickly. */
export const realm = class ParcelsRealm extends Object {};
Realm({ name: 'parcels', handlers: [SendParcelHandler], providers: [] })(realm);
