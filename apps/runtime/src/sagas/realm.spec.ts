import { describe, expect, it } from '@jest/globals';
import { Realm } from './realm.js';

describe('a realm', () => {
  it('does not take a class among its handlers that handles nothing, and says what to do', () => {
    class PayHandler {
      run(): void {}
    }
    const declare = Realm({ name: 'shop', handlers: [PayHandler] });

    expect(() => declare(PayHandler)).toThrow(
      /PayHandler stands in the handlers of realm "shop" and handles nothing\..*@IntentHandler.*`providers`/,
    );
  });
});
