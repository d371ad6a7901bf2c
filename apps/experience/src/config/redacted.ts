const SECRET = /TOKEN|PEPPER|SECRET|PASSWORD|PRIVATE|_KEYS?$/;

/** The value of a setting as it may be printed: no secret, and no credentials of a URL, however badly it is written. */
export function redacted(name: string, value: unknown): string {
  const text = String(value);
  if (text === '') return text;
  if (SECRET.test(name)) return '***';
  // The last @, since a password may hold one too; and what a query holds may be a password as well.
  return text.replace(/(^[a-z0-9+.-]*:\/\/)?[^@]*:.*@/is, '$1***@').replace(/\?.*/s, '?***');
}

/** All settings as they may be printed. */
export function settingsToShow(settings: object): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, redacted(name, value)]));
}
