// The arithmetic of a list of which only what is seen is drawn: rows of different heights, guessed until they are
// measured. Lengths in CSS pixels from the top of the list. Pure.

export interface Anchor {
  id: string;
  /** From the top of that row to the top of what is seen. */
  offset: number;
}

export interface Range {
  first: number;
  /** One behind the last. */
  end: number;
}

export class Rows {
  private ids: readonly string[] = [];
  private readonly index = new Map<string, number>();
  private readonly measured = new Map<string, number>();
  private heights: number[] = [];
  /** Where each row begins; one more: where the last one ends. */
  private readonly tops: number[] = [0];
  private guess: (index: number) => number = () => 0;

  /** The rows as they are now; `guess`: the height of one that was never measured. */
  arrange(ids: readonly string[], guess: (index: number) => number): void {
    // Mostly one has come behind all others: nothing else moves.
    const same = this.ids.length;
    const grown = same > 0 && ids[0] === this.ids[0] && ids[same - 1] === this.ids[same - 1];
    const from = grown ? same : 0;
    this.ids = ids;
    this.guess = guess;
    if (!grown) this.index.clear();
    for (let at = from; at < ids.length; at++) this.index.set(ids[at] as string, at);
    this.estimate(from);
  }

  /** Heights as drawn; true if that moves anything. */
  measure(heights: Iterable<readonly [string, number]>): boolean {
    let first = Infinity;
    for (const [id, height] of heights) {
      if (this.measured.get(id) === height) continue;
      this.measured.set(id, height);
      const at = this.index.get(id);
      if (at === undefined) continue;
      this.heights[at] = height;
      first = Math.min(first, at);
    }
    if (first < Infinity) this.stack(first);
    return first < Infinity;
  }

  /** The width changed: nothing that was measured holds. */
  forget(): void {
    this.measured.clear();
    this.estimate(0);
  }

  get total(): number {
    return this.tops[this.ids.length] ?? 0;
  }

  topOf(index: number): number {
    return this.tops[Math.min(Math.max(0, index), this.ids.length)] ?? 0;
  }

  /** The row at a height; the last one below the end. */
  at(y: number): number {
    let low = 0;
    let high = this.ids.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.topOf(middle) <= y) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }

  /** The rows to draw for what is seen, and `spare` pixels more at both ends. */
  range(top: number, height: number, spare: number): Range {
    if (this.ids.length === 0) return { first: 0, end: 0 };
    return { first: this.at(top - spare), end: this.at(top + height + spare) + 1 };
  }

  /** What stands at the top, so that it can stay there whatever changes above it. */
  anchor(top: number): Anchor | null {
    const index = this.at(top);
    const id = this.ids[index];
    return id === undefined ? null : { id, offset: top - this.topOf(index) };
  }

  /** Where an anchor is now; null if its row is gone. */
  find({ id, offset }: Anchor): number | null {
    const index = this.index.get(id);
    return index === undefined ? null : this.topOf(index) + offset;
  }

  private estimate(from: number): void {
    this.heights.length = from;
    for (let at = from; at < this.ids.length; at++)
      this.heights.push(this.measured.get(this.ids[at] as string) ?? this.guess(at));
    this.stack(from);
  }

  private stack(from: number): void {
    this.tops.length = this.ids.length + 1;
    for (let at = from; at < this.ids.length; at++)
      this.tops[at + 1] = (this.tops[at] as number) + (this.heights[at] as number);
  }
}
