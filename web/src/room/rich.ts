// Links in what people write: text in, pieces out, for the page to draw; nothing of it is ever read as HTML.

export interface Piece {
  text: string;
  /** Where it leads; only http and https. */
  href?: string;
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+/gi;
/** What rather ends the sentence than the address. */
const TRAILING = /[.,;:!?…。，、」』》〉]+$/;

export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    const href = safe(address);
    if (!href) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: address, href });
    end = match.index + address.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

function trimmed(address: string): string {
  const bare = address.replace(TRAILING, '');
  // A bracket belongs to the address only if it was opened in it.
  const opened = bare.split('(').length;
  return bare.endsWith(')') && bare.split(')').length > opened ? trimmed(bare.slice(0, -1)) : bare;
}

function safe(address: string): string | null {
  try {
    const url = new URL(address);
    const plain = url.protocol === 'http:' || url.protocol === 'https:';
    // An address with a name before the host is made to deceive.
    return plain && url.username === '' && url.hostname !== '' ? url.href : null;
  } catch {
    return null;
  }
}
