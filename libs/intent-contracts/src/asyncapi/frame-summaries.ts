import type { CLIENT_FRAMES, SERVER_FRAMES, STREAM_CLOSE } from '../stream/frames.js';

type Summaries<Names extends PropertyKey> = Readonly<Record<Names, string>>;

/** What a client says by each frame, in a sentence for the documents. */
export const CLIENT_FRAME_SUMMARIES: Summaries<keyof typeof CLIENT_FRAMES> = {
  subscribe: 'Follows a stream: that of an execution, of a session, or of the tenant. Name exactly one.',
  unsubscribe: 'Ends a subscription. Nothing is answered, and frames that were under way may still come.',
  ping: 'Asks whether the server is there.',
};

/** What a server says by each frame. */
export const SERVER_FRAME_SUMMARIES: Summaries<keyof typeof SERVER_FRAMES> = {
  welcome: 'The first frame of a connection.',
  subscribed: 'The subscription stands: what follows the cursor will be told.',
  event: 'Something happened. Going on after its cursor, on any transport, loses nothing and repeats nothing.',
  gap: 'The cursor is older than what is kept: events between it and `oldest` can be missing.',
  snapshot: 'How the execution stands, in place of the events that are gone.',
  end: 'The execution has ended and everything was told. The subscription is over.',
  error: 'A subscription or a frame was refused, or a subscription cannot go on. The connection stands.',
  pong: 'The answer to `ping`.',
  draining: 'This server is about to stop: connect again, elsewhere. Until then events still come.',
  upstream: 'Runtime cannot be reached, or is back. Nothing is lost or repeated in between.',
};

/** Why a server closes a connection. */
export const CLOSE_SUMMARIES: Summaries<keyof typeof STREAM_CLOSE> = {
  goingAway: 'The server stops. Connect again and go on from your cursors.',
  policy: 'The client keeps sending what cannot be understood, or too much.',
  tooBig: 'A frame is larger than one of a client may be.',
  tooSlow: 'The client has not read for too long. Connect again and go on from your cursors.',
  unauthenticated: 'It is not known who is calling, or no longer.',
  forbidden: 'Who is calling may not have this.',
};
