import { describe, expect, it } from '@jest/globals';
import { Realm } from './realm.js';

describe('a realm', () => {
  it('does not take a class among its handlers that handles nothing, and says what to do', () => {
    class PayHandler {}
    class ShopRealm {}

    expect(() => Realm({ name: 'shop', handlers: [PayHandler] })(ShopRealm)).toThrow(
      /PayHandler stands in the handlers of realm "shop" and handles nothing\..*@IntentHandler.*`providers`/,
    );
  });
});
