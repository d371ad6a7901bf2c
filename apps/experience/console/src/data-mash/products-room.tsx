import type { RoomProps } from '../app/rooms.js';
export function ProductsRoom({ id }: RoomProps) { return <p>{id}</p>; }
