/**
 * What others read whose names look like ours: those who stand in front are often started from the same environment. A
 * test holds this list against their settings.
 */
export const OTHERS_VARIABLES = [
  'AUTH_OIDC_CLIENT_ID',
  'AUTH_OIDC_ORIGINS',
  'RUNTIME_URL',
  'RUNTIME_EVENTS',
  'STREAMS_PER_TENANT',
  'UPLOAD_MAX_BYTES',
] as const;
