/**
 * What Experience alone reads. Both planes are often started from one environment, and what is the other's is not
 * misspelt. A test holds this list and the settings of Experience against each other.
 */
export const EXPERIENCE_VARIABLES = [
  'EXPERIENCE_HOST',
  'EXPERIENCE_PORT',
  'EXPERIENCE_ADAPTERS',
  'RUNTIME_URL',
  'RUNTIME_EVENTS',
  'UPLOAD_MAX_BYTES',
  'STREAMS_PER_TENANT',
] as const;
