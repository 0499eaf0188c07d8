// One line of the list of people: who, how they are, and below it what can be done with them.
import { useComputed } from '@preact/signals';
import { useState } from 'preact/hooks';
import { t } from '../../base/i18n';
import { cameraOn, microphoneOn } from '../../media/devices';
import type { Room } from '../../room/room';
import type { Participant } from '../../signal/types';
import { Avatar } from '../avatar';
import { Bars } from '../bars';
import { Icon } from '../icons';
import { Deeds, deedsOf } from './deeds';

export function PersonRow({ room, person }: { room: Room; person: Participant }) {
  const [open, setOpen] = useState(false);
  const { id, name, role, audio, video, connection, avatar, talk } = person;
  const possible = deedsOf(room, person).length > 0;
  const inside = (
    <>
      <Face room={room} id={id} name={name} image={avatar} />
      <span class="person-words">
        <span class="name">{name}</span>
        <Standing role={role} kind={room.info.value?.kind} talk={talk} />
      </span>
      <HandMark place={room.order.placeOf(id)} />
      {role !== 'listener' && <Sends audio={audio} video={video} />}
      <Bars connection={connection} />
    </>
  );
  return (
    <li class={open ? 'person open' : 'person'} data-person={name} data-role={role}>
      {possible ? (
        <button class="person-line" aria-expanded={open} onClick={() => setOpen(!open)}>
          {inside}
        </button>
      ) : (
        <div class="person-line">{inside}</div>
      )}
      {open && <Deeds room={room} person={person} done={() => setOpen(false)} />}
    </li>
  );
}

export function OwnRow({ room }: { room: Room }) {
  const you = room.you.value;
  if (!you) return null;
  const role = room.floor.role.value;
  const connection = room.connection.state.value.open ? room.crowd.quality.value : 'lost';
  return (
    <li class="person" data-person={you.name} data-role={role} data-own>
      <div class="person-line">
        <Face room={room} id={you.id} name={you.name} image={you.avatar} />
        <span class="person-words">
          <span class="name">{t('menu.you', { name: you.name })}</span>
          <Standing role={role} kind={room.info.value?.kind} />
        </span>
        <HandMark place={room.order.placeOf(you.id)} />
        {room.links.rights.value.audio && <Sends audio={microphoneOn.value} video={cameraOn.value} />}
        <Bars connection={connection} own />
      </div>
    </li>
  );
}

function Face({
  room,
  id,
  name,
  image,
}: {
  room: Room;
  id: string;
  name: string;
  image?: string | undefined;
}) {
  // Of two hundred people only those are drawn anew who begin or end to speak.
  const speaking = useComputed(() => room.crowd.speaking.value.includes(id));
  return (
    <span class={speaking.value ? 'face speaking' : 'face'}>
      <Avatar name={name} image={image} />
    </span>
  );
}

/** What they are in this class, where that is worth a word. */
function Standing({
  role,
  kind,
  talk = false,
}: {
  role: string;
  kind?: string | undefined;
  talk?: boolean | undefined;
}) {
  const words = [
    role === 'host' && t('tile.host'),
    kind === 'seminar' && role === 'speaker' && t('people.hasFloor'),
    talk && t('tile.inTalk'),
  ].filter(Boolean);
  return words.length > 0 ? <span class="person-standing">{words.join(' · ')}</span> : null;
}

function HandMark({ place }: { place: number }) {
  if (place === 0) return null;
  return (
    <span class="hand-mark" data-place={place} role="img" aria-label={t('hand.place', { place })}>
      <Icon name="hand" />
      {place}
    </span>
  );
}

function Sends({ audio, video }: { audio: boolean; video: boolean }) {
  return (
    <span class="person-sends">
      <Sent name={audio ? 'microphone' : 'microphoneOff'} label={t(audio ? 'people.audio' : 'tile.muted')} on={audio} />
      <Sent name={video ? 'camera' : 'cameraOff'} label={t(video ? 'people.video' : 'people.noVideo')} on={video} />
    </span>
  );
}

function Sent({
  name,
  label,
  on,
}: {
  name: 'microphone' | 'microphoneOff' | 'camera' | 'cameraOff';
  label: string;
  on: boolean;
}) {
  return (
    <span class={on ? 'sent' : 'sent off'} role="img" aria-label={label} title={label}>
      <Icon name={name} />
    </span>
  );
}
