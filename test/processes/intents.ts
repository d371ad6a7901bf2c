import type { Session, SubmitIntent } from '@app/intent-contracts';

let orders = 0;

/** An `orders.place` that works; `payload` says what is different. */
export function placeOrder(session: Session, payload: Record<string, unknown> = {}): SubmitIntent {
  orders += 1;
  return {
    intent_type: 'orders.place',
    realm: 'orders',
    session_id: session.session_id,
    tenant_id: session.tenant_id,
    payload: { order_id: `order-${orders}`, sku: 'tea', quantity: 2, card: 'tok_visa', ...payload },
  };
}

/** A `content.upload` of a few bytes in the payload itself. */
export function uploadContent(session: Session, text: string | Buffer, filename: string): SubmitIntent {
  return {
    intent_type: 'content.upload',
    realm: 'content',
    session_id: session.session_id,
    tenant_id: session.tenant_id,
    payload: { file_data: Buffer.from(text).toString('base64'), filename },
  };
}
