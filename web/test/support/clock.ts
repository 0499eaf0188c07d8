// setTimeout by hand: time passes only when a test says so. (That of node:test differs between versions of Node.)

export class Clock {
  private now = 0;
  private next = 1;
  private readonly timers = new Map<number, { at: number; run: () => void }>();
  private readonly real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };

  constructor() {
    const set = (run: () => void, ms = 0) => {
      this.timers.set(this.next, { at: this.now + ms, run });
      return this.next++;
    };
    Object.assign(globalThis, { setTimeout: set, clearTimeout: (id: number) => this.timers.delete(id) });
  }

  pass(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const [due] = [...this.timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at);
      if (!due) break;
      const [id, { at, run }] = due;
      this.timers.delete(id);
      this.now = at;
      run();
    }
    this.now = end;
  }

  restore(): void {
    Object.assign(globalThis, this.real);
  }
}

/** Runs a test by such a clock. */
export async function byClock(work: (clock: Clock) => void | Promise<void>): Promise<void> {
  const clock = new Clock();
  try {
    await work(clock);
  } finally {
    clock.restore();
  }
}
