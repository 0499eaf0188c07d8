import { qrMatrix, qrPath } from '../base/qr';

/** Modules of white around the code: readers need them. */
const QUIET = 4;

/** `text` as a QR code, dark on white in every colour scheme: not every reader knows it the other way round. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const matrix = qrMatrix(text);
  const size = matrix.length + 2 * QUIET;
  return (
    <svg class="qr" viewBox={`${-QUIET} ${-QUIET} ${size} ${size}`} role="img" aria-label={label} data-qr>
      <rect x={-QUIET} y={-QUIET} width={size} height={size} fill="#fff" />
      <path d={qrPath(matrix)} fill="#000" shape-rendering="crispEdges" />
    </svg>
  );
}
