// The chat: the whole conversation, and a line to write in.
import { useEffect, useRef, useState } from 'preact/hooks';
import { language, t } from '../../base/i18n';
import { asText } from '../../room/conversation';
import { failureKey } from '../../room/notices';
import type { Room } from '../../room/room';
import { Icon } from '../icons';
import { PanelHead } from '../panelhead';
import { saveFile } from '../save';
import { ChatList } from './list';

const LONGEST = 4000;
const GROWS_TO_PX = 160;

export function ChatPanel({ room }: { room: Room }) {
  const { chat } = room;
  useEffect(() => {
    chat.open(true);
    return () => chat.open(false);
  }, []);
  const messages = chat.messages.value;
  return (
    <aside class="panel chat" aria-label={t('chat.title')} data-panel="chat">
      <PanelHead room={room} title={t('chat.title')}>
        {room.isHost.value && (
          <button
            class="plain"
            data-action="chat-export"
            disabled={!chat.complete.value || messages.length === 0}
            aria-label={t('chat.export')}
            title={t('chat.export')}
            onClick={() => save(room)}
          >
            <Icon name="download" />
          </button>
        )}
      </PanelHead>
      {messages.length === 0 ? (
        <div class="panel-empty">
          <Icon name="chat" />
          <p>{t('chat.empty')}</p>
        </div>
      ) : (
        <ChatList room={room} messages={messages} />
      )}
      <Composer room={room} />
    </aside>
  );
}

function save(room: Room): void {
  const title = room.info.peek()?.title ?? '';
  const format = new Intl.DateTimeFormat(language.peek(), { dateStyle: 'short', timeStyle: 'medium' });
  const text = asText(title, room.chat.messages.peek(), (at) => format.format(at), t('chat.deleted'));
  saveFile(`${title || 'chat'}.txt`, 'text/plain;charset=utf-8', text);
}

function Composer({ room }: { room: Room }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const { text, setText, failure, send } = useSaying(room);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${Math.min(area.scrollHeight + 2, GROWS_TO_PX)}px`;
  }, [text]);

  const submit = (event: Event) => {
    event.preventDefault();
    void send().then(() => field.current?.focus());
  };
  const press = (event: KeyboardEvent) => {
    // While an IME composes, Enter ends the syllable: sending then would send it twice.
    const composes = event.isComposing || event.keyCode === 229;
    if (event.key === 'Enter' && !event.shiftKey && !composes) submit(event);
  };
  return (
    <form class="composer" onSubmit={submit}>
      {failure && (
        <p class="error" role="alert">
          {failure}
        </p>
      )}
      <div class="composer-line">
        <textarea
          ref={field}
          name="message"
          rows={1}
          maxLength={LONGEST}
          value={text}
          aria-label={t('chat.write')}
          placeholder={t('chat.placeholder')}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={press}
        />
        <button class="button primary square" aria-label={t('chat.send')} title={t('chat.send')} data-action="say">
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}

/** What is being written: gone once the service has it, kept if it does not take it. */
function useSaying(room: Room) {
  const [text, setText] = useState(room.desk.draft);
  room.desk.draft = text;
  const [failure, setFailure] = useState<string | null>(null);
  const busy = useRef(false);
  const send = async () => {
    const said = text.trim();
    if (said === '' || busy.current) return;
    busy.current = true;
    try {
      await room.chat.say(said);
      setText('');
      setFailure(null);
    } catch (error) {
      setFailure(t(failureKey(error)));
    }
    busy.current = false;
  };
  return { text, setText, failure, send };
}
