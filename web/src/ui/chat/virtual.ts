// A scrolling list of which only what is seen is drawn (room/rows.ts has the arithmetic). At its end it stays at the
// end; elsewhere what is seen stays where it is.
import { useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { Rows, type Anchor, type Range } from '../../room/rows';
import type { ChatMessage } from '../../signal/types';

/** Drawn beyond both ends of what is seen. */
const SPARE_PX = 600;
const AT_END_PX = 40;

/** The height of a row that was never drawn, in a list of this width. */
export type Guess = (messages: readonly ChatMessage[], index: number, width: number) => number;

class Virtual {
  /** What scrolls; as high as all rows; what is drawn of them. */
  readonly view = { current: null as HTMLDivElement | null };
  readonly all = { current: null as HTMLDivElement | null };
  readonly drawn = { current: null as HTMLDivElement | null };
  width = 0;
  private atEnd = true;
  private anchor: Anchor | null = null;
  private range: Range = { first: 0, end: 0 };
  private readonly rows = new Rows();

  /** `redraw`: draw once more, with the range and the end as they are now. */
  constructor(private readonly redraw: () => void) {}

  arrange(messages: readonly ChatMessage[], guess: Guess): void {
    this.rows.arrange(
      messages.map(({ id }) => id),
      (index) => guess(messages, index, this.width),
    );
  }

  /** What is to be drawn. */
  look(): { range: Range; atEnd: boolean } {
    this.range = this.wanted();
    return { range: this.range, atEnd: this.atEnd };
  }

  /** Drawn: puts everything where it belongs, and draws again if other rows are to be seen now. */
  settle(): void {
    const [view, all, drawn] = [this.view.current, this.all.current, this.drawn.current];
    if (!view || !all || !drawn) return;
    this.rows.measure([...drawn.children].map((row) => [(row as HTMLElement).dataset.message ?? '', heightOf(row)]));
    all.style.height = `${this.rows.total}px`;
    drawn.style.top = `${this.rows.topOf(this.range.first)}px`;
    const top = Math.max(0, this.top(view.clientHeight));
    if (Math.abs(view.scrollTop - top) >= 1) view.scrollTop = top;
    this.redrawIfOthers();
  }

  readonly scrolled = (): void => {
    const view = this.view.current;
    if (!view) return;
    const before = this.atEnd;
    this.atEnd = view.scrollHeight - view.scrollTop - view.clientHeight < AT_END_PX;
    this.anchor = this.rows.anchor(view.scrollTop);
    if (before !== this.atEnd) this.redraw();
    else this.redrawIfOthers();
  };

  readonly toEnd = (): void => {
    this.atEnd = true;
    this.redraw();
  };

  resized(width: number): void {
    if (width !== this.width) this.rows.forget();
    this.width = width;
    this.settle();
  }

  private redrawIfOthers(): void {
    const { first, end } = this.wanted();
    if (first !== this.range.first || end !== this.range.end) this.redraw();
  }

  private wanted(): Range {
    const height = this.view.current?.clientHeight ?? innerHeight;
    return this.rows.range(this.top(height), height, SPARE_PX);
  }

  private top(height: number): number {
    const anchored = this.anchor && this.rows.find(this.anchor);
    return this.atEnd || anchored === null ? this.rows.total - height : anchored;
  }
}

const heightOf = (element: Element) => element.getBoundingClientRect().height;

export function useVirtual(messages: readonly ChatMessage[], guess: Guess) {
  const [, redraw] = useState(0);
  const list = useMemo(() => new Virtual(() => redraw((count) => count + 1)), []);
  useMemo(() => list.arrange(messages, guess), [messages]);
  const seen = list.look();
  useLayoutEffect(() => list.settle());
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => entry && list.resized(entry.contentRect.width));
    if (list.view.current) observer.observe(list.view.current);
    return () => observer.disconnect();
  }, []);
  const { view, all, drawn, scrolled, toEnd } = list;
  return { ...seen, view, all, drawn, scrolled, toEnd };
}
