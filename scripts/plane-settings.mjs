import { createServer } from 'node:net';

/** A setting that cannot be used, told without a stack. */
export class CannotListen extends Error {}

const portOf = (variable, fallback) => {
  const text = process.env[variable] || String(fallback);
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new CannotListen(`${variable} is "${text}", which is not a port. Set it to a number from 1 to 65535.`);
};

/** The address under which a listener on `host` is reached from this machine. */
function urlOf(host, port) {
  const name = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function listenerOf(name, prefix, fallback) {
  const host = process.env[`${prefix}_HOST`] || '127.0.0.1';
  const port = portOf(`${prefix}_PORT`, fallback);
  return { name, host, port, portVariable: `${prefix}_PORT`, url: urlOf(host, port) };
}

/** Where the planes will listen, by the same variables that they read themselves. */
export function listeners() {
  return {
    runtime: listenerOf('Runtime', 'RUNTIME', 8000),
    experience: listenerOf('Experience', 'EXPERIENCE', 8001),
  };
}

/** Throws if nobody could listen there, and says which variable moves it elsewhere. */
export async function assertFree({ name, host, port, portVariable }) {
  const probe = createServer();
  try {
    await new Promise((resolve, reject) => {
      probe.once('error', reject);
      probe.listen(port, host, resolve);
    });
  } catch (error) {
    const reason = {
      EADDRINUSE: `is taken by another process`,
      EACCES: `may not be used by this account`,
      EADDRNOTAVAIL: `cannot be used, because ${host} is no address of this machine`,
    }[error.code];
    if (!reason) throw error;
    throw new CannotListen(
      `Port ${port} of ${host}, where ${name} listens, ${reason}.\n` +
        `Stop that process, or choose another port: ${portVariable}=${port + 1000} npm start`,
    );
  }
  await new Promise((resolve) => probe.close(resolve));
}
