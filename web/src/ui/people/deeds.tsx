// The buttons for what can be done with one person; removing asks once more.
import { useState } from 'preact/hooks';
import { t } from '../../base/i18n';
import { deedsFor, type Deed } from '../../room/deeds';
import type { Room } from '../../room/room';
import type { Participant } from '../../signal/types';
import { Icon, type IconName } from '../icons';

const ICONS: Record<Deed, IconName> = {
  talk: 'talk',
  pin: 'pin',
  mute: 'microphoneOff',
  stopVideo: 'cameraOff',
  lowerHand: 'handDown',
  giveFloor: 'lectern',
  takeFloor: 'lectern',
  makeHost: 'star',
  takeHost: 'star',
  remove: 'remove',
};

const DO: Record<Deed, (room: Room, person: Participant) => void> = {
  talk: (room, { id, name }) => void room.talk.request({ id, name }),
  pin: (room, { id }) => room.desk.togglePin(id),
  mute: (room, { id }) => room.order.mute(id),
  stopVideo: (room, { id }) => room.order.stopVideo(id),
  lowerHand: (room, { id }) => room.order.lowerHand(id),
  giveFloor: (room, { id }) => room.order.role(id, 'speaker'),
  takeFloor: (room, { id }) => room.order.role(id, 'listener'),
  makeHost: (room, { id }) => room.order.role(id, 'host'),
  takeHost: (room, { id }) => room.order.role(id, 'speaker'),
  remove: (room, { id }) => room.order.remove(id),
};

export function deedsOf(room: Room, person: Participant): Deed[] {
  const talking = room.talk.now.value.state !== 'none';
  return deedsFor({
    kind: room.info.value?.kind ?? 'meeting',
    host: room.isHost.value,
    maySend: room.links.rights.value.audio && !talking,
    hand: room.order.placeOf(person.id) > 0,
    person,
  });
}

export function Deeds({ room, person, done }: { room: Room; person: Participant; done: () => void }) {
  const [removing, setRemoving] = useState(false);
  const run = (deed: Deed) => {
    DO[deed](room, person);
    done();
  };
  if (removing)
    return (
      <div class="deeds confirm" role="group" aria-label={t('people.remove')}>
        <p>{t('people.removeAsk', { name: person.name })}</p>
        <div class="actions">
          <button class="button small" onClick={() => setRemoving(false)}>
            {t('people.keep')}
          </button>
          <button
            class="button small danger"
            data-deed="remove-confirmed"
            ref={(button) => button?.focus()}
            onClick={() => run('remove')}
          >
            {t('people.remove')}
          </button>
        </div>
      </div>
    );
  return (
    <div class="deeds">
      {deedsOf(room, person).map((deed) => (
        <button
          key={deed}
          class={deed === 'remove' ? 'deed danger' : 'deed'}
          data-deed={deed}
          onClick={() => (deed === 'remove' ? setRemoving(true) : run(deed))}
        >
          <Icon name={ICONS[deed]} />
          {deed === 'pin' && room.desk.pin.value === person.id ? t('people.unpin') : t(`people.${deed}`)}
        </button>
      ))}
    </div>
  );
}
