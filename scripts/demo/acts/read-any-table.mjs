import { assertSeen } from '../demo-failed.mjs';

const FOLDER = 'examples/data';
const FILES = [
  'orders-2024.csv.gz',
  'orders-2025.csv',
  'orders-2026.tsv',
  'exchange-rates.json',
  'shipments.ndjson',
  'branches-latin1.csv',
];
const TYPES = {
  'application/gzip': 'gzip',
  'text/csv': 'CSV',
  'text/tab-separated-values': 'TSV',
  'application/json': 'JSON',
  'application/x-ndjson': 'NDJSON',
};

/** Several files at once, none like the other; what they are is found out from their bytes. */
export const readAnyTable = {
  title: 'Files as people have them',

  async play({ stage, venue }) {
    const experience = await venue.forFiles();
    stage.say(
      'Six at once: the orders of three years, one compressed and one with other columns, rates, shipments, and a list from an old Windows machine. `Prefer: wait` asks for the outcome.',
    );
    stage.command(
      `curl $V1/content/upload -F file=@${FOLDER}/${FILES.at(-1)} \\`,
      `-F tenant_id=demo -F session_id=$SESSION -H 'Prefer: wait=30'`,
    );
    const taken = await Promise.all(FILES.map((file) => experience.upload(`${FOLDER}/${file}`, { wait: 30 })));
    for (const [index, { status, error }] of taken.entries()) {
      assertSeen(status === 'succeeded', `${FILES[index]} is ${status}${error ? `: ${error.detail}` : ''}.`);
    }
    await stage.table(
      ['file', 'read as', 'encoding', 'columns', 'rows', 'repeated'],
      taken.map(({ result }) => rowOf(result)),
    );
    showWarnings(stage, taken);
    await stage.breathe();
  },
};

function rowOf({ filename, media_type: mediaType, profile }) {
  const [table] = profile.tables;
  assertSeen(table?.rows > 0, `${filename} is a table, but was read as ${profile.kind} without rows.`);
  const { encoding, delimiter, columns, rows, duplicate_rows: repeated } = table;
  const type = TYPES[mediaType] ?? mediaType;
  return [filename, type === 'CSV' ? `CSV by ${delimiter}` : type, encoding, columns.length, rows, repeated];
}

function showWarnings(stage, taken) {
  for (const { result } of taken) {
    for (const { detail } of result.profile.warnings) stage.say(`${result.filename}: ${detail}`);
  }
}
