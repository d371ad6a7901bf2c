import type { RoomProps } from '../app/rooms.js';
export function ContentRoom({ id }: RoomProps) { return <p>{id}</p>; }
