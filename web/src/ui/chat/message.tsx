// One message: who, when, what; links that can be followed, and nothing that is read as HTML.
import { language, t } from '../../base/i18n';
import { opensBreath, sameDay } from '../../room/conversation';
import type { Room } from '../../room/room';
import { piecesOf } from '../../room/rich';
import type { ChatMessage } from '../../signal/types';
import { Icon } from '../icons';

interface MessageProps {
  room: Room;
  message: ChatMessage;
  before: ChatMessage | undefined;
  /** Counted from 1, out of `total`. */
  place: number;
  total: number;
}

export function Message({ room, message, before, place, total }: MessageProps) {
  const { id, from, at, deleted = false } = message;
  const own = from.id === room.you.value?.id;
  const leaving = room.chat.leaving.value.has(id);
  const opens = opensBreath(before, message);
  const removable = !deleted && !leaving && (own || room.isHost.value);
  return (
    <article
      class={`message${own ? ' own' : ''}${opens ? ' opens' : ''}`}
      data-message={id}
      aria-posinset={place}
      aria-setsize={total}
      aria-label={t('chat.by', { name: from.name })}
    >
      {before && !sameDay(before.at, at) && <p class="message-day">{format(at, { dateStyle: 'long' })}</p>}
      {opens && (
        <header>
          <strong>{own ? t('menu.you', { name: from.name }) : from.name}</strong>
          <time dateTime={new Date(at).toISOString()} title={format(at, { dateStyle: 'long', timeStyle: 'medium' })}>
            {format(at, { hour: 'numeric', minute: '2-digit' })}
          </time>
        </header>
      )}
      <Words message={message} leaving={leaving} undo={() => room.chat.undo(id)} />
      {removable && (
        <button
          class="plain message-remove"
          data-action="chat-delete"
          aria-label={t('chat.delete')}
          title={t('chat.delete')}
          onClick={() => room.chat.remove(id)}
        >
          <Icon name="bin" />
        </button>
      )}
    </article>
  );
}

function Words({ message, leaving, undo }: { message: ChatMessage; leaving: boolean; undo: () => void }) {
  if (message.deleted) return <p class="message-gone">{t('chat.deleted')}</p>;
  if (leaving)
    return (
      <p class="message-gone" role="status">
        {t('chat.deleting')}{' '}
        <button class="link" data-action="chat-undo" ref={takeFocus} onClick={undo}>
          {t('chat.undo')}
        </button>
      </p>
    );
  return (
    <p class="message-text">
      {piecesOf(message.text).map(({ text, href }, index) =>
        href ? (
          <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow">
            {text}
          </a>
        ) : (
          text
        ),
      )}
    </p>
  );
}

/** Of the button that was pressed and is gone. */
function takeFocus(button: HTMLButtonElement | null): void {
  if (document.activeElement === document.body) button?.focus({ preventScroll: true });
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(at: number, options: Intl.DateTimeFormatOptions): string {
  const key = language.value + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(language.value, options);
  formats.set(key, known);
  return known.format(at);
}
