import type { RoomProps } from '../app/rooms.js';
import { ContentDetail } from './content-detail.js';
import { ContentList } from './content-list.js';

/** What was taken in, and what takes more in. */
export function ContentRoom({ id }: RoomProps) {
  return (
    <div className={id === undefined ? 'room' : 'room split'}>
      <ContentList open={id} />
      {id !== undefined && <ContentDetail key={id} contentId={id} />}
    </div>
  );
}
