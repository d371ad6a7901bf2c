/**
 * What Runtime alone reads. Both planes are often started from one environment, and what is the other's is not
 * misspelt. A test holds this list and the settings of Runtime against each other.
 */
export const RUNTIME_VARIABLES = [
  'RUNTIME_HOST',
  'RUNTIME_PORT',
  'RUNTIME_REALMS',
  'RUNTIME_CONCURRENCY',
  'DATA_DIR',
  'DATABASE_URL',
  'BLOB_URL',
  'BLOB_S3_ENDPOINT',
  'BLOB_S3_REGION',
  'ARTIFACT_STAGED_TTL_MS',
  'ARTIFACT_MAX_BYTES',
  'LEASE_MS',
  'EVENT_RETENTION_MS',
  'SHUTDOWN_DELAY_MS',
  'SESSION_TTL_HOURS',
  'AUTH_AUDIENCE',
  'AUTH_JWKS_URL',
  'AUTH_PUBLIC_KEY',
  'AUTH_ALGORITHMS',
  'AUTH_TENANT_CLAIM',
  'AUTH_SCOPE_CLAIM',
  'API_KEY_PEPPER',
  'TENANT_QUOTAS',
  'RUNTIME_ACCEPTING_MAX',
] as const;
