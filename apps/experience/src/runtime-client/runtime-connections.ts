import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';

/** By itself Node waits minutes for a connection that does not come about. */
const CONNECT_TIMEOUT_MS = 800;

/** An error as the operating system would give it, had it less patience. */
class ConnectTimeout extends Error {
  readonly code = 'ETIMEDOUT';
}

/** What axios is told to connect with. */
export interface Agents {
  readonly httpAgent: http.Agent;
  readonly httpsAgent: https.Agent;
}

/** The connections to Runtime. */
@Injectable()
export class RuntimeConnections implements OnApplicationShutdown {
  /** Kept open from one call to the next. Many, since calls that wait hold one each; not so many that clients who all come back at once find no descriptors. */
  readonly pooled = agents({ keepAlive: true, maxFreeSockets: 64, maxSockets: 2_048 });
  /** For the question whether Runtime is there: it does not stand in line behind calls. */
  readonly health = agents({ keepAlive: true, maxSockets: 1 });
  /** One for each call. */
  readonly fresh = agents({ keepAlive: false });

  onApplicationShutdown(): void {
    for (const { httpAgent, httpsAgent } of [this.pooled, this.health]) {
      httpAgent.destroy();
      httpsAgent.destroy();
    }
  }
}

function agents(options: http.AgentOptions): Agents {
  return {
    httpAgent: withConnectTimeout(new http.Agent(options)),
    httpsAgent: withConnectTimeout(new https.Agent(options)),
  };
}

function withConnectTimeout<Agent extends http.Agent>(agent: Agent): Agent {
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback): Duplex | null | undefined => {
    const socket = create(options, callback) as Socket | null | undefined;
    if (socket == null) return socket;
    const giveUp = (): void => {
      if (socket.connecting) socket.destroy(new ConnectTimeout(`No connection within ${CONNECT_TIMEOUT_MS} ms.`));
    };
    // A process that was busy reads its clock before its sockets: what has come about meanwhile is heard of first.
    const timer = setTimeout(() => setImmediate(giveUp), CONNECT_TIMEOUT_MS);
    const settle = (): void => clearTimeout(timer);
    socket.once('connect', settle).once('close', settle);
    return socket;
  };
  return agent;
}
