// What hosts do with the recording by menu, panel and key alike, and what a recording and a file of it are called.
import { language, t } from '../../base/i18n';
import type { Room } from '../../room/room';
import type { RecordedFile, Recording } from '../../signal/recording';

/** Asks for the name of a section that begins; ends the one that is being recorded. */
export function section(room: Room): void {
  if (!room.isHost.peek() || room.recordings.now.peek() === null) return;
  if (room.recordings.now.peek()?.section) void room.recordings.stop();
  else room.desk.wording.value = { what: 'section', at: Date.now() };
}

/** The moment is now; what it is called is asked for. */
export function mark(room: Room): void {
  if (!room.isHost.peek() || room.recordings.now.peek() === null) return;
  if (room.recordings.running.peek()) room.desk.wording.value = { what: 'mark', at: Date.now() };
  else room.notices.say('recording.nothing');
}

export function titleOf({ kind, name }: Recording): string {
  return name || t(`recordings.${kind}`);
}

export function fileTitle({ what, name }: RecordedFile): string {
  if (what === 'composed') return t('recordings.everyone');
  return what === 'screen' ? t('screen.of', { name }) : name;
}

/** A time of today as a time, any other with its day. */
export function moment(at: number, now = Date.now()): string {
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  const day = today ? {} : ({ month: 'short', day: 'numeric' } as const);
  return new Intl.DateTimeFormat(language.value, { ...day, hour: '2-digit', minute: '2-digit' }).format(at);
}
