// What is asked of this person, or told to them for a moment: above the stage, the newest below.
import { t } from '../base/i18n';
import type { Room } from '../room/room';
import { Icon } from './icons';
import { Prompt } from './prompt';
import { useCountdown } from './use';

export function Prompts({ room }: { room: Room }) {
  return (
    <div class="prompts">
      <TalkPrompt room={room} />
      <FloorPrompt room={room} />
      <BusyPrompt room={room} />
      <Notices room={room} />
    </div>
  );
}

function TalkPrompt({ room }: { room: Room }) {
  const now = room.talk.now.value;
  const seconds = useCountdown(now.state === 'asked' || now.state === 'asking' ? now.until : 0);
  if (now.state === 'asked' && !now.accepted)
    return (
      <Prompt
        kind="talk-asked"
        icon="talk"
        title={t('talk.asked', { name: now.partner.name })}
        text={t('talk.askedText')}
      >
        <Seconds seconds={seconds} />
        <button class="button" data-action="talk-decline" onClick={() => room.talk.answer(false)}>
          {t('talk.decline')}
        </button>
        <button class="button primary" data-action="talk-accept" onClick={() => room.talk.answer(true)}>
          {t('talk.accept')}
        </button>
      </Prompt>
    );
  if (now.state !== 'asking') return null;
  return (
    <Prompt kind="talk-asking" icon="talk" title={t('talk.asking', { name: now.partner.name })}>
      <Seconds seconds={seconds} />
      <button class="button" data-action="talk-cancel" onClick={() => room.talk.end()}>
        {t('talk.cancel')}
      </button>
    </Prompt>
  );
}

function Seconds({ seconds }: { seconds: number }) {
  return (
    <span class="prompt-seconds" aria-hidden="true">
      {t('talk.seconds', { seconds })}
    </span>
  );
}

function FloorPrompt({ room }: { room: Room }) {
  const { floor } = room;
  if (!floor.offered.value) return null;
  return (
    <Prompt kind="floor" icon="lectern" title={t('floor.offered')} text={t('floor.offeredText')}>
      <button class="button" data-action="floor-decline" onClick={() => void floor.leave()}>
        {t('floor.decline')}
      </button>
      <button class="button" data-action="floor-voice" onClick={() => void floor.accept(false)}>
        {t('floor.voice')}
      </button>
      <button class="button primary" data-action="floor-accept" onClick={() => void floor.accept(true)}>
        {t('floor.accept')}
      </button>
    </Prompt>
  );
}

function BusyPrompt({ room }: { room: Room }) {
  const { screen } = room;
  const holder = screen.busy.value;
  if (!holder) return null;
  const host = room.isHost.value;
  return (
    <Prompt
      kind="screen-busy"
      icon="screen"
      title={t('screen.busy', { name: holder.name })}
      text={t(host ? 'screen.busyHost' : 'screen.busyText')}
    >
      <button class="button" data-action="screen-wait" onClick={() => (screen.busy.value = null)}>
        {t(host ? 'screen.leave' : 'screen.understood')}
      </button>
      {host && (
        <button class="button primary" data-action="screen-takeover" onClick={() => void screen.start(true)}>
          {t('screen.takeover')}
        </button>
      )}
    </Prompt>
  );
}

function Notices({ room }: { room: Room }) {
  // Who waits stands in the list of people, where that is open.
  const listed = room.desk.panel.value === 'people' && room.isHost.value;
  const notices = room.notices.list.value.filter(({ text }) => !(listed && text === 'people.wantsIn'));
  return (
    <div class="notices" role="status">
      {notices.map(({ id, text, values, action }) => (
        <div class="toast" key={id} data-notice={text}>
          <p>{t(text, values)}</p>
          {action && (
            <button
              class="button small"
              onClick={() => {
                action.run();
                room.notices.dismiss(id);
              }}
            >
              {t(action.text)}
            </button>
          )}
          <button
            class="plain"
            aria-label={t('say.dismiss')}
            title={t('say.dismiss')}
            onClick={() => room.notices.dismiss(id)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
