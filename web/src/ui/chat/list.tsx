// The conversation, of which only what is seen is drawn. It stays at its end while new messages come; further up it
// stays where it is, whatever comes above or below.
import { t } from '../../base/i18n';
import { opensBreath } from '../../room/conversation';
import type { Room } from '../../room/room';
import type { ChatMessage } from '../../signal/types';
import { Icon } from '../icons';
import { Message } from './message';
import { useVirtual } from './virtual';

const LINE_PX = 22;
const HEAD_PX = 30;
const PADDING_PX = 8;
const LETTER_PX = 8;

export function ChatList({ room, messages }: { room: Room; messages: readonly ChatMessage[] }) {
  const list = useVirtual(messages, guess);
  const { first, end } = list.range;
  return (
    <div class="chat-list">
      <div
        class="chat-scroll"
        ref={list.view}
        onScroll={list.scrolled}
        tabIndex={0}
        role="feed"
        aria-label={t('chat.title')}
        aria-busy={!room.chat.complete.value}
      >
        <div class="chat-all" ref={list.all}>
          <div class="chat-drawn" ref={list.drawn}>
            {messages.slice(first, end).map((message, index) => (
              <Message
                key={message.id}
                room={room}
                message={message}
                before={messages[first + index - 1]}
                place={first + index + 1}
                total={messages.length}
              />
            ))}
          </div>
        </div>
      </div>
      {!list.atEnd && (
        <button class="button small to-end" data-action="chat-end" onClick={list.toEnd}>
          <Icon name="down" />
          {t('chat.toEnd')}
        </button>
      )}
    </div>
  );
}

/** Near enough that the scroll bar does not jump: lines by the number of letters. */
function guess(messages: readonly ChatMessage[], index: number, width: number): number {
  const message = messages[index];
  if (!message) return 0;
  const letters = Math.max(10, (width || 300) / LETTER_PX);
  const linesOf = (line: string) => Math.max(1, Math.ceil(line.length / letters));
  const lines = message.text.split('\n').reduce((sum, line) => sum + linesOf(line), 0);
  return lines * LINE_PX + PADDING_PX + (opensBreath(messages[index - 1], message) ? HEAD_PX : 0);
}
