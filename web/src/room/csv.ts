// A table as CSV that spreadsheets open as it is: UTF-8 with a mark, CRLF, and no cell that is taken for a formula.

/** The wide signs of East Asian keyboards are taken for their narrow kin. */
const FORMULA = /^[=+\-@＝＋－＠\t\r\n]/;

export function csv(rows: readonly (readonly (string | number)[])[]): string {
  return '\ufeff' + rows.map((row) => row.map(cell).join(',') + '\r\n').join('');
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
