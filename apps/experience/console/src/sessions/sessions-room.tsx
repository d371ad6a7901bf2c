import type { RoomProps } from '../app/rooms.js';
export function SessionsRoom({ id }: RoomProps) { return <p>{id}</p>; }
