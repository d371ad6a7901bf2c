/* eslint-disable typescript/no-extraneous-class -- without TypeScript, members are only named where they are decorated. */
import { defineIntent, IntentHandler, Realm } from '@symphainy/runtime/realm-kit';
import { IsArray, IsString } from 'class-validator';
import { TripRun } from './trip-run.mjs';

class TakeTripInput {}
IsString()(TakeTripInput.prototype, 'trip_id');
IsArray()(TakeTripInput.prototype, 'stages');

class TakeTripOutput {}
IsString()(TakeTripOutput.prototype, 'order_id');
IsArray()(TakeTripOutput.prototype, 'heard');
IsArray()(TakeTripOutput.prototype, 'winners');

const TakeTrip = defineIntent({ type: 'trips.take', realm: 'trips', input: TakeTripInput, output: TakeTripOutput });

class TakeTripHandler {
  run(saga, { trip_id, stages }) {
    return new TripRun(saga, trip_id).through(stages);
  }
}
IntentHandler(TakeTrip, { version: 1, deadline: '1h' })(TakeTripHandler);

export class TripsRealm {}
Realm({ name: 'trips', handlers: [TakeTripHandler] })(TripsRealm);
export { TripsRealm as realm };
