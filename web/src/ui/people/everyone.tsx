// What a host does with the whole class: the door, everyone's microphones, everyone's hands.
import { useId } from 'preact/hooks';
import { t } from '../../base/i18n';
import type { Room } from '../../room/room';
import { Icon } from '../icons';

export function Everyone({ room }: { room: Room }) {
  const { order } = room;
  const { locked, waitingRoom } = order.rules.value;
  const hands = order.hands.value.length;
  return (
    <section class="everyone" aria-label={t('people.everyone')}>
      <Waiting room={room} />
      <div class="everyone-buttons">
        <button class="button small" data-action="mute-all" onClick={() => order.mute()}>
          <Icon name="microphoneOff" />
          {t('people.muteAll')}
        </button>
        <button class="button small" data-action="lower-all" disabled={hands === 0} onClick={() => order.lowerHand()}>
          <Icon name="handDown" />
          {t('people.lowerAll')}
        </button>
      </div>
      <Switch
        name="lock"
        label={t('people.lock')}
        hint={t('people.lockHint')}
        on={locked}
        flip={() => order.update({ locked: !locked })}
      />
      <Switch
        name="waiting-room"
        label={t('people.waitingRoom')}
        hint={t('people.waitingRoomHint')}
        on={waitingRoom}
        flip={() => order.update({ waitingRoom: !waitingRoom })}
      />
    </section>
  );
}

function Switch(props: { name: string; label: string; hint: string; on: boolean; flip: () => void }) {
  const id = useId();
  return (
    <div class="switch-line">
      <div>
        <span id={id}>{props.label}</span>
        <p class="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      </div>
      <button
        class="switch"
        role="switch"
        aria-checked={props.on}
        aria-labelledby={id}
        aria-describedby={`${id}-hint`}
        data-switch={props.name}
        onClick={props.flip}
      >
        <span />
      </button>
    </div>
  );
}

function Waiting({ room }: { room: Room }) {
  const waiting = room.order.waiting.value;
  if (waiting.length === 0) return null;
  return (
    <div class="waiting-list">
      <h3>{t('people.waiting', { count: waiting.length })}</h3>
      <ul>
        {waiting.map(({ id, name }) => (
          <li key={id} data-waiting={name}>
            <span class="name">{name}</span>
            <button
              class="button small"
              data-action="decline"
              aria-label={t('people.declineName', { name })}
              onClick={() => room.order.admit(false, id)}
            >
              {t('people.decline')}
            </button>
            <button
              class="button small primary"
              data-action="admit"
              aria-label={t('people.admitName', { name })}
              onClick={() => room.order.admit(true, id)}
            >
              {t('people.admit')}
            </button>
          </li>
        ))}
      </ul>
      {waiting.length > 1 && (
        <div class="everyone-buttons">
          <button class="button small" data-action="decline-all" onClick={() => room.order.admit(false)}>
            {t('people.declineAll')}
          </button>
          <button class="button small primary" data-action="admit-all" onClick={() => room.order.admit(true)}>
            {t('people.admitAll')}
          </button>
        </div>
      )}
    </div>
  );
}
