import { Controller, Get, Query } from '@nestjs/common';
import { AuditPage, type AuditEntry, type ExecutionEvent } from '@app/intent-contracts';
import { RequiredTenant } from '../identity/tenant.decorator.js';
import { Documented, HEADERS } from '../operations/documented.js';
import { AuditQuery } from './events.query.js';
import { EventLog } from './event-log.js';

/** Pages of the log that one request reads at most: one that looks for what is not there is not to read all of it. */
const PAGES_MAX = 20;

/** What an event says where somebody told the execution something. */
interface Told {
  readonly actor?: string;
  readonly reason?: string;
  readonly note?: string;
  readonly evidence?: string;
}

/** Events that somebody's telling has brought about. */
const TOLD: readonly string[] = [
  'execution.accepted',
  'execution.cancel_requested',
  'execution.paused',
  'execution.resumed',
  'execution.terminated',
  'signal.received',
  'step.resolved',
  'undo.resolved',
  'undo.skipped',
];

/** Who told which execution what: read from the log itself, which nobody can change. */
@Controller('api/audit')
export class AuditController {
  constructor(private readonly log: EventLog) {}

  @Get()
  @Documented({
    summary: 'Who told which execution what, oldest first',
    tag: 'access',
    access: 'admin:read',
    query: AuditQuery,
    headers: HEADERS.tenant,
    answers: { 200: AuditPage },
  })
  async list(
    @RequiredTenant() tenantId: string,
    @Query() { after, actor, execution_id }: AuditQuery,
  ): Promise<AuditPage> {
    const feed = this.log.ofFeed({ tenantId, types: TOLD });
    for (let [from, read] = [after, 1]; ; read += 1) {
      const { page, more } = await feed.read(from);
      const entries = page.events
        .filter(wasTold)
        .map(toEntry)
        .filter((entry) => (actor ?? entry.actor) === entry.actor)
        .filter((entry) => (execution_id ?? entry.execution_id) === entry.execution_id);
      const isEnd = !more && page.events.length === 0;
      // What does not fit is passed over, for a while.
      if (entries.length > 0 || isEnd || read === PAGES_MAX) return { entries, next_cursor: page.next_cursor };
      from = page.next_cursor;
    }
  }
}

/** One that uses up its attempts is paused by nobody. */
function wasTold({ type, data }: ExecutionEvent): boolean {
  return type !== 'execution.paused' || data['reason'] === 'operator';
}

function toEntry({ type, time, executionid, sessionid, id, data }: ExecutionEvent): AuditEntry {
  const { actor, reason, note, evidence } = data as Told;
  const said = note ?? evidence ?? (type === 'execution.paused' ? undefined : reason);
  return {
    time,
    ...(actor !== undefined && { actor }),
    action: type,
    execution_id: executionid,
    session_id: sessionid,
    event_id: id,
    ...(said !== undefined && { reason: said }),
  };
}
