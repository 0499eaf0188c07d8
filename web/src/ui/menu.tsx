// The menu at the left: ourselves, what we send, what we do in class, leaving.
import { useRef, useState } from 'preact/hooks';
import { t } from '../base/i18n';
import { camera, cameraOn, microphone, microphoneOn } from '../media/devices';
import type { Room } from '../room/room';
import { Avatar } from './avatar';
import { Bars } from './bars';
import { ConsentItem } from './entry/consentdialog';
import { Icon, type IconName } from './icons';
import { InviteLink } from './invite';
import { lazily } from './lazy';
import { LanguageSwitch } from './parts';
import { mark, section } from './recordings/words';
import { Toggle } from './toggle';
import { Video } from './video';

const LeaveDialog = lazily(() => import('./recordings/leave').then((module) => module.LeaveDialog));

export function Menu({ room }: { room: Room }) {
  const invite = useRef<HTMLDialogElement>(null);
  const [leaving, setLeaving] = useState(false);
  const go = () => (room.isHost.peek() ? setLeaving(true) : void room.leave());
  const { audio, video } = room.links.rights.value;
  return (
    <aside class="menu" aria-label={t('menu.label')}>
      <Self room={room} />
      {audio && <Toggle kind="microphone" />}
      {video && <Toggle kind="camera" />}
      <Trouble />
      <ShareButton room={room} />
      {room.floor.held.value && (
        <Item action="floor-leave" icon="lectern" label={t('floor.leave')} run={() => void room.floor.leave()} />
      )}
      <HandButton room={room} />
      <PeopleButton room={room} />
      <RecordingItems room={room} />
      <Item action="invite" icon="invite" label={t('menu.invite')} run={() => invite.current?.showModal()} />
      <div class="menu-space" />
      <ConsentItem room={room} />
      <Item action="keys" icon="keyboard" label={t('menu.keys')} run={() => (room.desk.keys.value = true)} />
      <LanguageSwitch />
      <Item action="leave" icon="leave" label={t('menu.leave')} run={go} extra="leave" />
      <dialog ref={invite} aria-labelledby="invite-title">
        <h2 id="invite-title">{t('invite.title')}</h2>
        <p>{t('invite.text')}</p>
        <InviteLink number={room.info.value?.number ?? ''} />
        <form method="dialog">
          <button class="button">{t('invite.close')}</button>
        </form>
      </dialog>
      {leaving && <LeaveDialog room={room} close={() => setLeaving(false)} />}
    </aside>
  );
}

interface ItemProps {
  action: string;
  icon: IconName;
  label: string;
  run: () => void;
  extra?: string;
  /** For what is on or off. */
  pressed?: boolean;
  badge?: number;
}

function Item({ action, icon, label, run, extra = '', pressed, badge = 0 }: ItemProps) {
  return (
    <button
      class={`menu-item ${extra}${pressed ? ' on' : ''}`}
      data-action={action}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
      onClick={run}
    >
      <Icon name={icon} />
      <span>{label}</span>
      {badge > 0 && (
        <b class="badge" aria-hidden="true">
          {badge}
        </b>
      )}
    </button>
  );
}

/** Absent where the browser cannot share a screen, and without the right to. */
function ShareButton({ room: { screen, links } }: { room: Room }) {
  if (!screen.possible || !links.rights.value.screen) return null;
  const sharing = screen.sharing.value;
  return (
    <Item
      action="share"
      icon="screen"
      label={t(sharing ? 'screen.stop' : 'screen.share')}
      extra={sharing ? 'on' : ''}
      run={() => (sharing ? screen.stop() : void screen.start())}
    />
  );
}

function HandButton({ room }: { room: Room }) {
  const up = room.order.handUp.value;
  return (
    <Item
      action="hand"
      icon="hand"
      label={t(up ? 'hand.lower' : 'hand.raise')}
      extra={up ? 'on' : ''}
      run={() => room.order.raise()}
    />
  );
}

/** With how many wait for a host, or have their hands up. */
function PeopleButton({ room }: { room: Room }) {
  const { waiting, hands } = room.order;
  const badge = room.isHost.value ? waiting.value.length + hands.value.length : 0;
  return (
    <Item
      action="people"
      icon="people"
      label={t('people.title')}
      pressed={room.desk.panel.value === 'people'}
      badge={badge}
      run={() => room.desk.toggle('people')}
    />
  );
}

/** For hosts, where the room can be recorded: a section, a mark, and the list with both of them for small screens. */
function RecordingItems({ room }: { room: Room }) {
  const { now, running, busy } = room.recordings;
  if (!room.isHost.value || !now.value) return null;
  const on = now.value.section;
  return (
    <>
      <Item
        action="section"
        icon={on ? 'square' : 'record'}
        label={t(on ? 'recording.sectionStop' : 'recording.sectionStart')}
        extra={on ? 'off' : ''}
        run={() => busy.peek() || section(room)}
      />
      {running.value && <Item action="mark" icon="flag" label={t('recording.mark')} run={() => mark(room)} />}
      <Item
        action="recordings"
        icon="film"
        label={t('recordings.title')}
        pressed={room.desk.panel.value === 'recordings'}
        run={() => room.desk.toggle('recordings')}
      />
    </>
  );
}

/** The self view has no audio track at all, and is mirrored as in a mirror. */
function Self({ room }: { room: Room }) {
  const you = room.you.value;
  const name = you?.name ?? '';
  const speaking = you !== null && room.crowd.speaking.value.includes(you.id);
  const connection = room.connection.state.value.open ? room.crowd.quality.value : 'lost';
  return (
    <figure class={speaking ? 'self speaking' : 'self'} data-self>
      <Avatar name={name} image={you?.avatar} />
      {cameraOn.value && <Video track={camera.track.value} label={t('menu.self')} mirrored />}
      <Bars connection={connection} own />
      <figcaption>
        {room.links.rights.value.audio && !microphoneOn.value && (
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
