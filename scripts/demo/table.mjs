const GAP = '  ';

const lengthOf = (text) => [...text].length;

function fit(text, width) {
  return lengthOf(text) > width ? `${[...text].slice(0, width - 1).join('')}…` : text;
}

/** The widths of columns that together fit: the widest gives way until they do, of several the last. */
function widthsOf(rows, most) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => lengthOf(row[column]))));
  const available = most - GAP.length * (widths.length - 1);
  while (widths.reduce((sum, width) => sum + width) > available) {
    widths[widths.lastIndexOf(Math.max(...widths))] -= 1;
  }
  return widths;
}

/** Lines of at most `most` characters, the first for `heads`; cells are text, and those of numbers stand to the right. */
export function tableLines(heads, rows, most) {
  const all = [heads, ...rows.map((row) => row.map((cell) => String(cell ?? '–')))];
  const widths = widthsOf(all, most);
  const isNumeric = heads.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  return all.map((row) =>
    row
      .map((cell, column) => {
        const text = fit(cell, widths[column]);
        const space = ' '.repeat(widths[column] - lengthOf(text));
        return isNumeric[column] ? space + text : text + space;
      })
      .join(GAP)
      .trimEnd(),
  );
}
