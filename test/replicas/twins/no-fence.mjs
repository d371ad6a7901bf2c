/**
 * The broken twin of the fence: what is appended under an old one is taken, and whoever was stopped does not notice it and
 * goes on. To be preloaded into a Runtime whose log has lost its primary key, which would refuse most of it too; a run in
 * which replicas are stopped must find out.
 */
import { Client } from 'pg';

const BUILT = '../../../apps/runtime/dist/apps/runtime/src/sagas/engine.js';
const FENCED = 'AND executions.fence = appended.fence';

const { query } = Client.prototype;
Client.prototype.query = function (statement, ...others) {
  if (!statement?.name?.startsWith('write-appends')) return query.call(this, statement, ...others);
  if (!statement.text.includes(FENCED)) throw new Error('There is no fence where this twin takes one out.');
  return query.call(this, { ...statement, text: statement.text.replace(FENCED, '') }, ...others);
};

const { Engine } = await import(BUILT);
Engine.prototype.dropAll = () => undefined;
