/** The rooms of the console, in the order of the rail. */
export const ROOMS = [
  { name: 'content', title: 'Content' },
  { name: 'products', title: 'Data products' },
  { name: 'executions', title: 'Executions' },
  { name: 'intents', title: 'Intents' },
  { name: 'sessions', title: 'Sessions' },
  { name: 'system', title: 'System' },
] as const;

export type Room = (typeof ROOMS)[number];

/** What a room is given: the id of what is open in it. */
export interface RoomProps {
  readonly id: string | undefined;
}

/** Which room an address is in, and what is open there. */
export function roomAt(path: string): { room: Room; id: string | undefined } {
  const [, name = '', id] = path.split('/');
  const room = ROOMS.find((one) => one.name === name) ?? ROOMS[0];
  return { room, id: id === undefined || id === '' ? undefined : decode(id) };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
