import type { RoomProps } from '../app/rooms.js';
import { ExecutionDetail } from './execution-detail.js';
import { ExecutionList } from './execution-list.js';

/** The list, and beside it, or after it on a small screen, the one that is open. */
export function ExecutionsRoom({ id }: RoomProps) {
  return (
    <div className={id === undefined ? 'room' : 'room split'}>
      <ExecutionList open={id} />
      {id !== undefined && <ExecutionDetail key={id} executionId={id} />}
    </div>
  );
}
