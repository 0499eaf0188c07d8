// What the badge means: what is recorded, for whom, whether one is in it oneself, and whether changes are said aloud.
import { useState } from 'preact/hooks';
import { t } from '../../base/i18n';
import { choices, keepChoices } from '../../base/storage';
import { pausedKey } from '../../room/recordings';
import type { Room } from '../../room/room';
import { Dialog } from '../dialog';
import { askAgain } from '../entry/consentdialog';
import { Icon } from '../icons';
import { pauseOf } from './badge';

const TOLD = ['what', 'howLong', 'who'] as const;

export function AboutRecording({ room }: { room: Room }) {
  const [spoken, setSpoken] = useState(choices().spoken);
  const close = () => (room.desk.about.value = false);
  const { now } = room.recordings;
  const pause = pauseOf(room);
  const asked = room.info.value?.notice?.recording === true;
  const agreed = room.you.value?.consent?.recording === true;
  const title = pause !== null ? 'recording.aboutPaused' : now.value?.on ? 'recording.aboutOn' : 'recording.aboutOff';
  return (
    <Dialog title={t(title)} close={close} class="about-recording">
      {pause !== null && <p class="notice">{t(pausedKey(pause))}</p>}
      {now.value?.section && <p>{t('recording.aboutSection')}</p>}
      <dl>
        {TOLD.map((part) => (
          <div key={part}>
            <dt>{t(`consent.${part}`)}</dt>
            <dd>{t(`consent.recording.${part}`)}</dd>
          </div>
        ))}
      </dl>
      {asked && (
        <p class={agreed ? 'with-icon' : 'with-icon notice-line'} data-included={agreed}>
          <Icon name={agreed ? 'check' : 'stop'} />
          {t(agreed ? 'recording.included' : 'recording.notIncluded')}
        </p>
      )}
      <label class="check">
        <input
          type="checkbox"
          name="spoken"
          checked={spoken}
          onChange={({ currentTarget }) => {
            keepChoices({ spoken: currentTarget.checked });
            setSpoken(currentTarget.checked);
          }}
        />
        {t('recording.spoken')}
      </label>
      <div class="actions">
        {asked && (
          <button
            class="button"
            data-action="consent-change"
            onClick={() => {
              close();
              askAgain();
            }}
          >
            {t('consent.item')}
          </button>
        )}
        <button class="button primary" onClick={close}>
          {t('panel.close')}
        </button>
      </div>
    </Dialog>
  );
}
