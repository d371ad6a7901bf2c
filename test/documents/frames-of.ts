import { STREAM_PROTOCOL, type ServerFrame } from '@app/intent-contracts';
import { WebSocket } from 'ws';

/** Sends the frames as text, whatever they are, and collects what comes until a subscription has ended. */
export async function framesOf(url: string, sent: readonly object[]): Promise<ServerFrame[]> {
  const socket = new WebSocket(url, STREAM_PROTOCOL);
  const frames: ServerFrame[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => sent.forEach((frame) => socket.send(JSON.stringify(frame))));
      socket.once('error', reject);
      socket.once('close', (code) => reject(new Error(`The socket was closed: ${code}`)));
      socket.on('message', (data: Buffer) => {
        const frame = JSON.parse(data.toString()) as ServerFrame;
        frames.push(frame);
        if (frame.event === 'end') resolve();
      });
    });
    return frames;
  } finally {
    socket.terminate();
  }
}
