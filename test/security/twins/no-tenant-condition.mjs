/**
 * The broken twin of the tenants: whatever is read on behalf of one is asked for without saying so. To be preloaded into a
 * Runtime; on SQLite others then see it, on PostgreSQL the database itself keeps it from them.
 */
const BUILT = '../../../apps/runtime/dist/apps/runtime/src/storage/sql/store-connection.js';
const OF_TENANT = /(?:"\w+"\.)?"tenant_id" = (\$\d+|\?)/g;

const { StoreConnection } = await import(BUILT);
StoreConnection.prototype.read = function (tenantId, query) {
  const { sql, parameters } = query.compile();
  const anybodys = sql.replace(OF_TENANT, (_, place) =>
    place === '?' ? '? IS NOT NULL' : `${place}::text IS NOT NULL`,
  );
  return this.query(anybodys, parameters, tenantId);
};
