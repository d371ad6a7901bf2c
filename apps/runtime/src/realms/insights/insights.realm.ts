import { Realm } from '../../realm-kit/index.js';
import { CreateDataMashHandler } from './create-data-mash/create-data-mash.handler.js';
import { ChildMasher } from './engine/child-masher.js';
import { Masher } from './engine/masher.js';
import { MasherLimits } from './engine/masher-limits.js';
import { GetDataMashHandler } from './queries/get-data-mash.handler.js';
import { PlanDataMashHandler } from './queries/plan-data-mash.handler.js';

/** What can be made of the tables that people brought. */
@Realm({
  name: 'insights',
  handlers: [CreateDataMashHandler, GetDataMashHandler, PlanDataMashHandler],
  providers: [MasherLimits, { provide: Masher, useClass: ChildMasher }],
})
export class InsightsRealm {}
