// The menu at the left: ourselves, what we send, inviting, language, leaving.
import { useRef } from 'preact/hooks';
import { t } from '../base/i18n';
import { camera, cameraOn, microphone, microphoneOn } from '../media/devices';
import { colourOf, initials } from '../room/people';
import type { Room } from '../room/room';
import { Bars } from './bars';
import { Icon } from './icons';
import { InviteLink } from './invite';
import { LanguageSwitch } from './parts';
import { Toggle } from './toggle';
import { Video } from './video';

export function Menu({ room }: { room: Room }) {
  const invite = useRef<HTMLDialogElement>(null);
  const leave = useRef<HTMLDialogElement>(null);
  const host = room.you.value?.role === 'host';
  const go = () => (host ? leave.current?.showModal() : void room.leave(false));
  return (
    <aside class="menu" aria-label={t('menu.label')}>
      <Self room={room} />
      <Toggle kind="microphone" />
      <Toggle kind="camera" />
      <Trouble />
      <button class="menu-item" data-action="invite" onClick={() => invite.current?.showModal()}>
        <Icon name="invite" />
        <span>{t('menu.invite')}</span>
      </button>
      <div class="menu-space" />
      <LanguageSwitch />
      <button class="menu-item leave" data-action="leave" onClick={go}>
        <Icon name="leave" />
        <span>{t('menu.leave')}</span>
      </button>
      <dialog ref={invite} aria-labelledby="invite-title">
        <h2 id="invite-title">{t('invite.title')}</h2>
        <p>{t('invite.text')}</p>
        <InviteLink number={room.info.value?.number ?? ''} />
        <form method="dialog">
          <button class="button">{t('invite.close')}</button>
        </form>
      </dialog>
      <dialog ref={leave} aria-labelledby="leave-title">
        <h2 id="leave-title">{t('leave.title')}</h2>
        <p>{t('leave.text')}</p>
        <form method="dialog" class="actions">
          <button class="button">{t('leave.cancel')}</button>
          <button class="button" data-action="leave-everyone" onClick={() => void room.leave(true)}>
            {t('leave.everyone')}
          </button>
          <button class="button danger" data-action="leave-only" onClick={() => void room.leave(false)}>
            {t('leave.only')}
          </button>
        </form>
      </dialog>
    </aside>
  );
}

/** The self view has no audio track at all, and is mirrored as in a mirror. */
function Self({ room }: { room: Room }) {
  const you = room.you.value;
  const name = you?.name ?? '';
  const speaking = you !== null && room.speaking.value.includes(you.id);
  const connection = room.connection.state.value.open ? room.quality.value : 'lost';
  return (
    <figure class={speaking ? 'self speaking' : 'self'} data-self>
      <div class={`avatar colour-${colourOf(name, 6)}`} aria-hidden="true">
        <span>{initials(name)}</span>
      </div>
      {cameraOn.value && <Video track={camera.track.value} label={t('menu.self')} mirrored />}
      <Bars connection={connection} own />
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

/** What is wrong with a device that is wanted. */
function Trouble() {
  const troubled = [camera, microphone].filter(
    (device) => device.problem.value !== null && device.wanted.value,
  );
  return (
    <div role="status" class="trouble">
      {troubled.map(({ kind, problem }) => (
        <p key={kind} data-problem={`${kind}-${problem.value}`}>
          {problem.value && t(`device.${kind}.${problem.value}`)}
        </p>
      ))}
    </div>
  );
}
