// Recordings as the service would describe them, and a keeper that a test answers for.
import type { Keeper } from '../../src/signal/keeper';
import type { Composition, RecordedFile, Recording, RecordingPage } from '../../src/signal/recording';

export function file(id: string, more: Partial<RecordedFile> = {}): RecordedFile {
  return {
    id,
    participant: id,
    name: id.toUpperCase(),
    what: 'camera',
    state: 'ready',
    progress: 1,
    duration: 60_000,
    size: 1_000_000,
    ...more,
  };
}

export function recording(id: string, more: Partial<Recording> = {}): Recording {
  return {
    id,
    room: 'r',
    name: '',
    kind: 'section',
    state: 'ready',
    progress: 1,
    recovered: false,
    from: 1_000_000,
    to: 1_060_000,
    duration: 60_000,
    size: 1_000_000,
    marks: [],
    files: [file('ada')],
    ...more,
  };
}

export class FakeKeeper implements Keeper {
  readonly asked: string[] = [];
  pages: RecordingPage[] = [{ recordings: [] }];
  /** What every question is refused with. */
  refusal: Error | null = null;
  made = recording('made');

  private async answer<T>(asked: string, answer: T): Promise<T> {
    this.asked.push(asked);
    if (this.refusal) throw this.refusal;
    return answer;
  }

  list(before?: string) {
    const page = this.pages.length > 1 ? (this.pages.shift() as RecordingPage) : (this.pages[0] as RecordingPage);
    return this.answer(`list ${before ?? ''}`.trim(), page);
  }
  discard(id: string) {
    return this.answer(`discard ${id}`, { ...this.made, id, state: 'discarded' as const, discardUntil: 9 });
  }
  restore(id: string) {
    return this.answer(`restore ${id}`, { ...this.made, id });
  }
  compose(id: string, { layout, leaveOut }: Composition) {
    return this.answer(`compose ${id} ${layout} ${leaveOut.join()}`.trim(), this.made);
  }
  async first(id: string, file: string) {
    await this.answer(`first ${id} ${file}`, null);
  }
}
