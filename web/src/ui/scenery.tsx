// What else stands on the stage beside the others' tiles: a shared screen, one's own, oneself.
import { t } from '../base/i18n';
import { camera, cameraOn, microphoneOn } from '../media/devices';
import type { Box } from '../room/layout';
import type { Room } from '../room/room';
import { Avatar } from './avatar';
import { Icon } from './icons';
import { styleOf } from './tile';
import { Video } from './video';

/** Someone's screen, as it arrives. */
export function ScreenView({ room, box, holder }: { room: Room; box: Box; holder: string }) {
  const mid = [...room.links.screens.value].find(([, owner]) => owner === holder)?.[0];
  const stream = room.links.streamOf(mid);
  const name = room.crowd.people.value.find(({ id }) => id === holder)?.name ?? '';
  return (
    <figure class="screen" style={styleOf(box)} data-screen={holder} data-picture={stream !== undefined}>
      {stream ? <Video stream={stream} label={t('screen.of', { name })} /> : <p>{t('screen.coming')}</p>}
      <figcaption>
        <Icon name="screen" />
        <span class="name">{t('screen.of', { name })}</span>
      </figcaption>
    </figure>
  );
}

/** What we share ourselves is not shown at full size: it would show itself in itself without end. */
export function OwnScreen({ room, box }: { room: Room; box: Box }) {
  const [track] = room.screen.own.value?.getVideoTracks() ?? [];
  return (
    <div class="screen own" style={styleOf(box)} data-screen="own">
      {track && <Video track={track} label={t('screen.own')} />}
      <h2>{t('screen.own')}</h2>
      <p>{t('screen.ownText')}</p>
      <button class="button danger" data-action="screen-stop" onClick={() => room.screen.stop()}>
        {t('screen.stop')}
      </button>
    </div>
  );
}

/** Oneself on the stage: without sound, and mirrored as in a mirror. */
export function OwnTile({ room, box }: { room: Room; box: Box }) {
  const you = room.you.value;
  const name = you?.name ?? '';
  const speaking = you !== null && room.crowd.speaking.value.includes(you.id);
  return (
    <figure class={speaking ? 'own-tile speaking' : 'own-tile'} style={styleOf(box)} data-own-tile>
      <Avatar name={name} image={you?.avatar} />
      {cameraOn.value && <Video track={camera.track.value} label={t('menu.self')} mirrored />}
      <figcaption>
        {!microphoneOn.value && (
          <span class="muted-mark" role="img" aria-label={t('tile.muted')}>
            <Icon name="microphoneOff" />
          </span>
        )}
        <span class="name">{t('menu.you', { name })}</span>
      </figcaption>
    </figure>
  );
}
