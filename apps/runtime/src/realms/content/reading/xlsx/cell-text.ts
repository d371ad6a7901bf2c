const WHOLE = /^-?(?:0|[1-9][0-9]{0,37})$/;
const NUMBER = /^\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*$/;

/**
 * A number of a sheet as JSON, undefined if it is none. Spreadsheet programs write 17 digits of what somebody typed as
 * 2.7: the shortest text of the same number is what was meant. All digits of a whole number are kept.
 */
export function numberJson(text: string): string | undefined {
  if (WHOLE.test(text)) return text === '-0' ? '0' : text;
  if (!NUMBER.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? String(number + 0) : undefined;
}

/** Characters that XML cannot hold are written as `_x0007_`, and what looks like that begins with `_x005F_`. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text
    .replace(/_x([0-9a-fA-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\0|\p{Surrogate}/gu, '\ufffd');
}
