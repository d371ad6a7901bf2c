import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { send } from '../processes/plane-client.js';
import { EXPERIENCE_ROUTES } from './experience-routes.js';

/** The routes of Experience that the process answers with anything but 404. */
export async function deliveryRoutesOf(url: string): Promise<string[]> {
  const answers = await Promise.all(
    EXPERIENCE_ROUTES.map(async ([method, path]) => {
      const { status } = await send(method, url + path, method === 'POST' ? { json: {} } : {});
      return status === 404 ? [] : [`${method} ${path}: ${status}`];
    }),
  );
  return answers.flat();
}

/** The routes that the process says it has, `METHOD /path`, in order. */
export async function documentedRoutesOf(url: string): Promise<string[]> {
  const { body } = await send<{ paths: Record<string, Record<string, unknown>> }>('GET', `${url}/api/openapi.json`);
  const methods = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options']);
  return Object.entries(body.paths)
    .flatMap(([path, item]) =>
      Object.keys(item)
        .filter((member) => methods.has(member))
        .map((method) => `${method.toUpperCase()} ${path}`),
    )
    .toSorted();
}

/** What a bucket calls a multipart upload is between it and Runtime; the form of a browser is what is meant. */
const DELIVERY_WORDS = /multipart(?!upload)|multer|busboy|server-sent|event-stream|\/v1\b|experience|swagger-ui/i;

/** The lines that speak of delivery, `file:line: text`. */
export function deliveryWordsIn(file: string, source: string): string[] {
  return source
    .split('\n')
    .flatMap((line, index) => (DELIVERY_WORDS.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : []));
}

/** The same over every source below a folder, file names included. */
export function deliveryWordsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|js|mjs|json)$/.test(entry.name))
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      const name = relative(folder, path);
      return [...deliveryWordsIn('name', name), ...deliveryWordsIn(name, readFileSync(path, 'utf8'))];
    });
}
