// The room: menu at the left, the people on the stage, banner above; the upper right is kept for the chat.
import { useEffect } from 'preact/hooks';
import { t } from '../base/i18n';
import type { Room } from '../room/room';
import { Icon } from './icons';
import { Menu } from './menu';
import { Sound } from './sound';
import { Stage } from './stage';
import { useCountdown } from './use';

export function RoomPage({ room }: { room: Room }) {
  const info = room.info.value;
  return (
    <div class="room">
      <Menu room={room} />
      <main class="room-main" aria-label={t('room.label')}>
        <header class="room-head">
          <h1>{info?.title ?? ''}</h1>
          {info && (
            <p>
              <span>{t('room.number', { number: info.number })}</span>
              <span class="count">
                <Icon name="people" />
                {t('room.people', { count: room.people.value.length + 1 })}
              </span>
            </p>
          )}
          <div class="room-corner" />
        </header>
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

/** Says who came and who left to those who do not see it. */
function News({ room }: { room: Room }) {
  const news = room.news.value;
  useEffect(() => {
    const timer = setTimeout(() => (room.news.value = null), 5000);
    return () => clearTimeout(timer);
  }, [news]);
  return (
    <p class="hidden" role="status">
      {news && t(`room.${news.kind}`, { name: news.name })}
    </p>
  );
}
