import type { ColumnType, DataMash } from '@app/intent-contracts';
import type { StoredType } from '../profiling/cell-shape.js';
import type { Reading } from '../profiling/reading.js';

/** The widest of each type: what a data product holds was typed when it was made. */
const STORED: Readonly<Record<ColumnType, StoredType>> = {
  boolean: 'boolean',
  integer: 'int128',
  number: 'double',
  date: 'date',
  time: 'time',
  timestamp: 'timestamp',
  text: 'text',
  json: 'json',
};

/** How to read the rows of a data product, which nobody had to profile: its model says what is in it. */
export function productReading({ format, mode, model }: DataMash): Reading {
  const columns: { name: string; type: ColumnType }[] = [...model.columns];
  // Each row of a union says where it is from; no column of a source is that.
  if (mode === 'union') columns.push({ name: '_source', type: 'text' });
  const names = columns.map(({ name }) => name);
  const types = columns.map(({ type }) => STORED[type]);
  switch (format) {
    case 'parquet':
      return { format, names, types };
    case 'csv':
      return { format, names, types, encoding: 'utf-8', delimiter: ',', header: true };
    case 'json':
      return { format, names, types, encoding: 'utf-8', inArray: true, keys: names };
  }
}
