import { Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from './clock.js';
import { Ids, SystemIds } from './ids.js';

/** The time and the ids of this machine; a simulation replaces both. */
@Global()
@Module({
  providers: [
    { provide: Clock, useClass: SystemClock },
    { provide: Ids, useClass: SystemIds },
  ],
  exports: [Clock, Ids],
})
export class DeterminismModule {}
