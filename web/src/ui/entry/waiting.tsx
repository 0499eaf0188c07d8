// The waiting room: a quiet place that says what happens next.
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../base/i18n';
import { playChime } from '../../media/speaker';
import type { Room } from '../../room/room';
import { Icon } from '../icons';
import { Card, CentredPage } from '../parts';
import { takeFocus } from '../use';

export function WaitingPage({ room, title }: { room: Room; title: string | undefined }) {
  const { retryAt } = room.connection.state.value;
  return (
    <CentredPage>
      <Card>
        <div class="lobby" data-lobby>
          <span class="lobby-mark" aria-hidden="true">
            <Icon name="mark" />
          </span>
          <h1 tabIndex={-1} ref={takeFocus}>
            {t('waiting.title')}
          </h1>
          {title && <p class="lobby-class">{title}</p>}
          <p>{t('waiting.text')}</p>
          {retryAt > 0 && <p class="notice" role="status">{t('room.lost')}</p>}
          <button class="button" data-action="leave" onClick={() => void room.leave()}>
            {t('waiting.leave')}
          </button>
        </div>
      </Card>
    </CentredPage>
  );
}

/** Says that one is let in, aloud where the page may be out of sight. Stays over both pages, or nobody would hear it. */
export function Admission({ room }: { room: Room | null }) {
  const waited = useRef(false);
  const [admitted, setAdmitted] = useState(false);
  const waiting = room?.waiting.value ?? false;
  const inside = room?.you.value !== null && room?.you.value !== undefined;
  useEffect(() => {
    if (waiting) waited.current = true;
    if (!waited.current || !inside) return;
    waited.current = false;
    setAdmitted(true);
    void playChime().catch(() => undefined);
  }, [waiting, inside]);
  return (
    <p class="hidden" role="status" data-admitted={admitted}>
      {admitted && t('waiting.admitted')}
    </p>
  );
}
