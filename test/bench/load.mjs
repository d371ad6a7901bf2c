/**
 * Sends one request over and over from a process of its own, and prints the rate and the latencies as JSON.
 * Usage: node load.mjs <url> <connections> <requests> <headers as JSON> <body>; "%N" in the body is the request's number.
 */
import { Agent, request } from 'node:http';

const [url, connections, requests, headers, body] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
const options = { method: 'POST', agent, headers: { 'content-type': 'application/json', ...JSON.parse(headers) } };

function send(number) {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      answer.on('end', () => {
        if (answer.statusCode >= 300) reject(new Error(`${answer.statusCode}: ${text}`));
        else resolve({ milliseconds: performance.now() - start, text });
      });
    });
    sent.on('error', reject);
    sent.end(body.replaceAll('%N', String(number)));
  });
}

async function run(count) {
  const latencies = [];
  let next = 0;
  let last = '';
  const start = performance.now();
  const worker = async () => {
    while (next < count) {
      const { milliseconds, text } = await send((next += 1));
      latencies.push(milliseconds);
      last = text;
    }
  };
  await Promise.all(Array.from({ length: Number(connections) }, worker));
  const seconds = (performance.now() - start) / 1_000;
  latencies.sort((a, b) => a - b);
  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
  return { rate: count / seconds, p50: at(0.5), p99: at(0.99), last };
}

await run(Math.ceil(Number(requests) / 5));
console.log(JSON.stringify(await run(Number(requests))));
agent.destroy();
