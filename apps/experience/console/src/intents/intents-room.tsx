import type { RoomProps } from '../app/rooms.js';
export function IntentsRoom({ id }: RoomProps) { return <p>{id}</p>; }
