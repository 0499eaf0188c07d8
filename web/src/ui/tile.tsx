// One person on the stage: their picture while a slot shows it, else their image. What can be done with them appears
// where one points at it, or has the focus, or taps.
import { useState } from 'preact/hooks';
import { t } from '../base/i18n';
import { deedsFor } from '../room/deeds';
import type { Box } from '../room/layout';
import type { Room } from '../room/room';
import { slotOf } from '../room/slots';
import type { Participant } from '../signal/types';
import { Avatar } from './avatar';
import { Bars } from './bars';
import { Icon } from './icons';
import { Video } from './video';

interface TileProps {
  room: Room;
  participant: Participant;
  box: Box;
  large: boolean;
}

export function styleOf({ x, y, width, height }: Box) {
  return { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` };
}

export function Tile({ room, participant, box, large }: TileProps) {
  const { id, name, video, connection, avatar, talk = false } = participant;
  const stream = room.links.streamOf(slotOf(room.links.shown.value, id));
  const speaking = room.crowd.speaking.value.includes(id);
  const [pointed, setPointed] = useState(false);
  const away = talk && room.talk.now.value.state !== 'active';
  return (
    <figure
      class={`tile${speaking ? ' speaking' : ''}${large ? ' large' : ''}${pointed ? ' pointed' : ''}`}
      style={styleOf(box)}
      data-participant={id}
      data-name={name}
      data-picture={video && stream !== undefined}
      data-connection={connection}
      onPointerEnter={({ pointerType }) => pointerType !== 'touch' && setPointed(true)}
      onPointerLeave={({ pointerType }) => pointerType !== 'touch' && setPointed(false)}
      onClick={(event) => tapped(event) && setPointed(!pointed)}
    >
      <Avatar name={name} image={avatar} />
      {video && stream && <Video stream={stream} label={name} />}
      {away && (
        <p class="tile-talk">
          <Icon name="talk" />
          {t('tile.inTalk')}
        </p>
      )}
      <Bars connection={connection} />
      <TileActions room={room} participant={participant} />
      <Caption room={room} participant={participant} speaking={speaking} />
    </figure>
  );
}

/** A finger on the tile itself, not on one of its buttons. */
function tapped({ target, pointerType }: MouseEvent & { pointerType?: string }): boolean {
  return pointerType === 'touch' && !(target as Element).closest('button');
}

function Caption({
  room,
  participant: { id, name, role, audio },
  speaking,
}: {
  room: Room;
  participant: Participant;
  speaking: boolean;
}) {
  const hand = room.order.placeOf(id);
  return (
    <figcaption>
      {hand > 0 && (
        <span class="hand-mark" title={t('hand.place', { place: hand })}>
          <Icon name="hand" />
          <span class="hidden">{t('hand.place', { place: hand })}</span>
          <span aria-hidden="true">{hand}</span>
        </span>
      )}
      {!audio && (
        <span class="muted-mark" role="img" aria-label={t('tile.muted')} title={t('tile.muted')}>
          <Icon name="microphoneOff" />
        </span>
      )}
      <span class="name">{name}</span>
      {role === 'host' && <span class="role">{t('tile.host')}</span>}
      {speaking && <span class="hidden">{t('tile.speaking')}</span>}
    </figcaption>
  );
}

function TileActions({ room, participant }: { room: Room; participant: Participant }) {
  const { id, name } = participant;
  if (room.talk.now.value.state === 'active') return null;
  const deeds = deedsFor({
    kind: room.info.value?.kind ?? 'meeting',
    host: room.isHost.value,
    maySend: room.links.rights.value.audio,
    hand: room.order.placeOf(id) > 0,
    person: participant,
  });
  const pinned = room.desk.pin.value === id;
  return (
    <div class="tile-actions" data-actions-of={name}>
      {deeds.includes('talk') && (
        <button
          class="tile-action talk"
          data-action="talk"
          disabled={room.talk.now.value.state !== 'none'}
          onClick={() => void room.talk.request({ id, name })}
        >
          <Icon name="talk" />
          <span>{t('talk.start')}</span>
          <span class="hidden">{name}</span>
        </button>
      )}
      {deeds.includes('pin') && (
        <SmallAction
          action="pin"
          icon={pinned ? 'unpin' : 'pin'}
          label={t(pinned ? 'tile.unpin' : 'tile.pin', { name })}
          run={() => room.desk.togglePin(id)}
        />
      )}
      {room.isHost.value && (
        <SmallAction
          action="person"
          icon="more"
          label={t('tile.more', { name })}
          run={() => (room.desk.person.value = id)}
        />
      )}
    </div>
  );
}

function SmallAction(props: { action: string; icon: 'pin' | 'unpin' | 'more'; label: string; run: () => void }) {
  return (
    <button
      class="tile-action"
      data-action={props.action}
      aria-label={props.label}
      title={props.label}
      onClick={props.run}
    >
      <Icon name={props.icon} />
    </button>
  );
}
