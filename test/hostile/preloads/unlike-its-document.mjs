/** Lists of sessions tell something that no document tells of; lists of artifacts fail. */
import { ServerResponse } from 'node:http';

const end = ServerResponse.prototype.end;
ServerResponse.prototype.end = function (chunk, ...rest) {
  const [path] = (this.req?.url ?? '').split('?');
  if (path === '/api/session' && this.statusCode === 200 && this.req.method === 'GET') {
    const text = JSON.stringify({ ...JSON.parse(String(chunk)), internal_note: 'x' });
    this.setHeader('Content-Length', Buffer.byteLength(text));
    return end.call(this, text, ...rest);
  }
  if (path === '/api/artifact' && this.statusCode === 200) this.statusCode = 500;
  return end.call(this, chunk, ...rest);
};
