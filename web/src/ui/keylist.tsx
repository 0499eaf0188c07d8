// The list of keys, and the switch that turns single letters off.
import { useState } from 'preact/hooks';
import { t } from '../base/i18n';
import { choices, keepChoices } from '../base/storage';
import { KEYS } from '../room/keys';
import type { Room } from '../room/room';
import { Dialog } from './dialog';

export function KeyList({ room }: { room: Room }) {
  const [on, setOn] = useState(choices().keys);
  const close = () => (room.desk.keys.value = false);
  return (
    <Dialog title={t('keys.title')} close={close} class="keys">
      <dl>
        {KEYS.filter(({ hosts }) => !hosts || room.isHost.value).map(({ key, action }) => (
          <div key={key} class={on ? '' : 'off'}>
            <dt>
              <kbd>{key === ' ' ? t('keys.space') : key}</kbd>
            </dt>
            <dd>{t(`keys.${action}`)}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>←</kbd> <kbd>→</kbd>
          </dt>
          <dd>{t('keys.paging')}</dd>
        </div>
      </dl>
      <label class="check">
        <input
          type="checkbox"
          name="keys"
          checked={on}
          onChange={({ currentTarget }) => {
            keepChoices({ keys: currentTarget.checked });
            setOn(currentTarget.checked);
          }}
        />
        {t('keys.on')}
      </label>
      <div class="actions">
        <button class="button primary" onClick={close}>
          {t('panel.close')}
        </button>
      </div>
    </Dialog>
  );
}
