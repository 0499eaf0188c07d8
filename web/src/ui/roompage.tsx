// The room: menu at the left, the people on the stage, the chat icon at the upper right and what it opens below it.
import { useEffect } from 'preact/hooks';
import { t } from '../base/i18n';
import { microphone } from '../media/devices';
import { watchMuted } from '../media/muted';
import type { Panel as PanelName } from '../room/desk';
import type { Room } from '../room/room';
import { Icon } from './icons';
import { useKeys } from './keys';
import { lazily } from './lazy';
import { Menu } from './menu';
import { News } from './news';
import { Prompts } from './prompts';
import { RecordingBadge } from './recordings/badge';
import { WordingDialog } from './recordings/wording';
import { Sound } from './sound';
import { Stage } from './stage';
import { useCountdown } from './use';

const ChatPanel = lazily(() => import('./chat/panel').then((module) => module.ChatPanel));
const PeoplePanel = lazily(() => import('./people/panel').then((module) => module.PeoplePanel));
const RecordingsPanel = lazily(() => import('./recordings/panel').then((module) => module.RecordingsPanel));
const AboutRecording = lazily(() => import('./recordings/about').then((module) => module.AboutRecording));
const PersonDialog = lazily(() => import('./people/person').then((module) => module.PersonDialog));
const KeyList = lazily(() => import('./keylist').then((module) => module.KeyList));

export function RoomPage({ room }: { room: Room }) {
  const info = room.info.value;
  const { desk } = room;
  const panel = shownPanel(room);
  const wording = desk.wording.value;
  const person = desk.person.value;
  useKeys(room);
  useMutedHint(room);
  return (
    <div class={panel ? 'room with-panel' : 'room'}>
      <Menu room={room} />
      <main class="room-main" aria-label={t('room.label')}>
        <Head room={room} />
        <Banner room={room} />
        {info ? (
          <Stage room={room} />
        ) : (
          <p class="waiting" role="status">
            {t('room.connecting')}
          </p>
        )}
        <Sound room={room} />
        <News room={room} />
      </main>
      {panel && <Panel room={room} panel={panel} />}
      <Prompts room={room} />
      {person && <PersonDialog key={person} room={room} id={person} />}
      {desk.keys.value && <KeyList room={room} />}
      {wording && <WordingDialog room={room} wording={wording} />}
      {desk.about.value && <AboutRecording room={room} />}
    </div>
  );
}

/** That of the recordings is for hosts. */
function shownPanel({ desk, isHost }: Room): PanelName | null {
  const panel = desk.panel.value;
  return panel === 'recordings' && !isHost.value ? null : panel;
}

function Head({ room }: { room: Room }) {
  const info = room.info.value;
  const { title, locked } = room.order.rules.value;
  return (
    <header class="room-head">
      <h1>{title || info?.title}</h1>
      {info && (
        <p>
          <span>{t('room.number', { number: info.number })}</span>
          <span class="count">
            <Icon name="people" />
            {t('room.people', { count: room.crowd.count.value })}
          </span>
          {locked && (
            <span class="count" data-locked>
              <Icon name="lock" />
              {t('room.locked')}
            </span>
          )}
        </p>
      )}
      <RecordingBadge room={room} />
      <div class="room-corner">
        <ChatButton room={room} />
      </div>
    </header>
  );
}

function ChatButton({ room }: { room: Room }) {
  const unread = room.chat.unread.value;
  const label = unread > 0 ? t('chat.openUnread', { count: unread }) : t('chat.open');
  return (
    <button
      class="button square chat-button"
      data-action="chat"
      data-unread={unread}
      aria-label={label}
      title={label}
      aria-pressed={room.desk.panel.value === 'chat'}
      onClick={() => room.desk.toggle('chat')}
    >
      <Icon name="chat" />
      {unread > 0 && (
        <b class="badge" aria-hidden="true">
          {unread > 99 ? '99+' : unread}
        </b>
      )}
    </button>
  );
}

const PANELS = { chat: ChatPanel, people: PeoplePanel, recordings: RecordingsPanel };

/** Escape closes a panel and goes back to the button that opened it. */
function Panel({ room, panel }: { room: Room; panel: PanelName }) {
  const close = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    room.desk.panel.value = null;
    document.querySelector<HTMLElement>(`[data-action=${panel}]`)?.focus();
  };
  const Shown = PANELS[panel];
  return (
    <div class="panel-place" onKeyDown={close}>
      <Shown room={room} />
    </div>
  );
}

function Banner({ room }: { room: Room }) {
  const { open, everOpen, retryAt } = room.connection.state.value;
  const seconds = useCountdown(retryAt);
  if (open || (!everOpen && retryAt === 0)) return null;
  return (
    <div class="banner" role="status">
      <Icon name="lost" />
      <span>{t('room.lost')}</span>
      {seconds > 0 && (
        <span class="count" aria-hidden="true">
          {t('room.again', { seconds })}
        </span>
      )}
    </div>
  );
}

/** Tells someone who speaks while their microphone is off. */
function useMutedHint(room: Room): void {
  const track = microphone.track.value;
  const muted = track !== null && !microphone.wanted.value && room.links.rights.value.audio;
  useEffect(() => {
    if (!muted || !track) return;
    return watchMuted(track, () => room.notices.say('say.speaking'));
  }, [muted, track]);
}
