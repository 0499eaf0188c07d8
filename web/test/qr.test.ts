import assert from 'node:assert/strict';
import jsQR from 'jsqr';
import { test } from 'node:test';
import { qrMatrix, qrPath } from '../src/base/qr';

const PIXELS = 4;
const QUIET = 4;

/** What a reader makes of the modules, drawn as black and white pixels. */
function read(matrix: boolean[][]): string | undefined {
  const side = (matrix.length + 2 * QUIET) * PIXELS;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      if (matrix[Math.floor(y / PIXELS) - QUIET]?.[Math.floor(x / PIXELS) - QUIET])
        pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
  return jsQR(pixels, side, side)?.data;
}

test('a reader finds the very link in the code', () => {
  for (const link of ['http://localhost:8080/r/123456789', 'https://xn--9w3b17m.example/r/%EC%88%98%ED%95%99'])
    assert.equal(read(qrMatrix(link)), link);
});

test('the path draws each dark module once', () => {
  assert.equal(qrPath([[true, false], [false, true]]), 'M0 0h1v1h-1zM1 1h1v1h-1z');
});
