export { PlaceOrder, PlaceOrderInput, PlaceOrderOutput, Simulate } from './place-order/place-order.intent.js';
export { OrdersRealm as realm } from './orders.realm.js';
