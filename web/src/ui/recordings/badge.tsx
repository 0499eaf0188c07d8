// That the class is being recorded: always in sight, and not to be put away. What it means opens with a click.
import { t, type Key } from '../../base/i18n';
import type { Room } from '../../room/room';

const REASONS: Record<string, Key> = {
  'storage-full': 'recording.why.storage-full',
  talk: 'recording.why.talk',
};

/** Why nothing of us is written at the moment; null while it is. */
export function pauseOf(room: Room): string | null {
  const { now } = room.recordings;
  if (now.value?.paused !== undefined) return now.value.paused;
  return room.talk.now.value.state === 'active' ? 'talk' : null;
}

/** `within`: in the head of a panel, which covers the head of the room on small screens. */
export function RecordingBadge({ room, within = false }: { room: Room; within?: boolean }) {
  const now = room.recordings.now.value;
  if (!now || (!now.on && now.paused === undefined)) return null;
  const pause = pauseOf(room);
  const reason = pause === null ? undefined : REASONS[pause];
  const words = t(pause === null ? 'recording.badge' : 'recording.badgePaused');
  return (
    <button
      class={`rec-badge${pause === null ? '' : ' paused'}${within ? ' within' : ''}`}
      data-badge={pause === null ? 'on' : 'paused'}
      data-section={now.section}
      title={t('recording.aboutOpen')}
      onClick={() => (room.desk.about.value = true)}
    >
      <span class="rec-dot" aria-hidden="true" />
      <span>{words}</span>
      {reason && <span class="rec-more">{t(reason)}</span>}
      {now.section && pause === null && <span class="rec-section">{t('recordings.section')}</span>}
    </button>
  );
}
