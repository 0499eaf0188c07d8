// A `ping` every 2 s; the connection counts as lost when one stays without answer for 6 s. Beats are counted instead
// of the clock read, so that a laptop waking up asks once more before it gives a good connection up.
const BEAT_MS = 2000;
const MISSED_BEATS = 3;

export class Heartbeat {
  private timer: ReturnType<typeof setInterval> | undefined;
  private unanswered = 0;
  private run = 0;

  constructor(
    private readonly ping: () => Promise<unknown> | undefined,
    private readonly lost: () => void,
  ) {}

  start(): void {
    this.stop();
    const run = this.run;
    this.timer = setInterval(() => this.beat(run), BEAT_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.run++;
    this.unanswered = 0;
  }

  private beat(run: number): void {
    if (this.unanswered >= MISSED_BEATS) {
      this.stop();
      this.lost();
      return;
    }
    this.unanswered++;
    this.ping()?.then(
      () => {
        if (run === this.run) this.unanswered = 0;
      },
      () => undefined,
    );
  }
}
