import type { RoomProps } from '../app/rooms.js';
export function SystemRoom({ id }: RoomProps) { return <p>{id}</p>; }
