// What a host does with the recording, and what there is of it.
import { t } from '../../base/i18n';
import { pausedKey } from '../../room/recordings';
import type { Room } from '../../room/room';
import { Icon } from '../icons';
import { PanelHead } from '../panelhead';
import { RecordingList } from './list';
import { mark, section } from './words';

export function RecordingsPanel({ room }: { room: Room }) {
  const { open } = room.connection.state.value;
  return (
    <aside class="panel recordings" aria-label={t('recordings.title')} data-panel="recordings">
      <PanelHead room={room} title={t('recordings.title')} />
      <div class="panel-scroll" tabIndex={0} role="group" aria-label={t('recordings.title')}>
        <Controls room={room} />
        <RecordingList shelf={room.recordings.shelf} live={open} />
      </div>
    </aside>
  );
}

function Controls({ room }: { room: Room }) {
  const { now, running, busy } = room.recordings;
  const state = now.value;
  if (!state) return <p class="notice rec-never">{t('recording.never')}</p>;
  const going = state.lesson ? 'recording.lessonOn' : 'recording.lessonOff';
  const lesson = state.paused === undefined ? going : pausedKey(state.paused);
  return (
    <section class="rec-controls" aria-label={t('recording.controls')}>
      <p data-lesson={state.lesson}>{t(lesson)}</p>
      <div class="rec-buttons">
        <button
          class={state.section ? 'button danger' : 'button primary'}
          data-action="section-panel"
          disabled={busy.value}
          onClick={() => section(room)}
        >
          <Icon name={state.section ? 'square' : 'record'} />
          {t(state.section ? 'recording.sectionStop' : 'recording.sectionStart')}
        </button>
        <button class="button" data-action="mark-panel" disabled={!running.value} onClick={() => mark(room)}>
          <Icon name="flag" />
          {t('recording.mark')}
        </button>
      </div>
    </section>
  );
}
