// One person on the stage: their picture while a slot shows it, else their initials.
import { t } from '../base/i18n';
import { colourOf, initials } from '../room/people';
import type { Room } from '../room/room';
import { slotOf } from '../room/slots';
import type { Participant } from '../signal/types';
import { Bars } from './bars';
import { Icon } from './icons';
import { Video } from './video';

const COLOURS = 6;

export function Tile({
  room,
  participant,
  width,
  height,
}: {
  room: Room;
  participant: Participant;
  width: number;
  height: number;
}) {
  const { id, name, role, audio, video, connection } = participant;
  const mid = slotOf(room.shown.value, id);
  // Counts up when a subscription is complete: its streams are there only then.
  const connected = room.connected.value;
  const stream = connected > 0 && mid !== undefined ? room.subscriber.value?.streams.get(mid) : undefined;
  const speaking = room.speaking.value.includes(id);
  return (
    <figure
      class={speaking ? 'tile speaking' : 'tile'}
      style={{ width: `${width}px`, height: `${height}px` }}
      data-participant={id}
      data-name={name}
      data-picture={video && stream !== undefined}
      data-connection={connection}
    >
      <div class={`avatar colour-${colourOf(name, COLOURS)}`} aria-hidden="true">
        <span>{initials(name)}</span>
      </div>
      {video && stream && <Video stream={stream} label={name} />}
      <Bars connection={connection} />
      <figcaption>
        {!audio && (
          <span class="muted-mark" role="img" aria-label={t('tile.muted')} title={t('tile.muted')}>
            <Icon name="microphoneOff" />
          </span>
        )}
        <span class="name">{name}</span>
        {role === 'host' && <span class="role">{t('tile.host')}</span>}
        {speaking && <span class="hidden">{t('tile.speaking')}</span>}
      </figcaption>
    </figure>
  );
}
