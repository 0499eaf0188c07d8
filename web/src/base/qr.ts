// A text as a QR code: which modules are dark, and one path that draws them.
import qrcode from 'qrcode-generator';

/** Rows of modules, true = dark; the size is the smallest that holds `text`, with room for some dirt. */
export function qrMatrix(text: string): boolean[][] {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const side = Array.from({ length: code.getModuleCount() }, (_, index) => index);
  return side.map((row) => side.map((column) => code.isDark(row, column)));
}

export function qrPath(matrix: boolean[][]): string {
  return matrix
    .flatMap((modules, row) => modules.map((dark, column) => (dark ? `M${column} ${row}h1v1h-1z` : '')))
    .join('');
}
