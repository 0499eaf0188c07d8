// What was recorded of a room, also when it is over: for whoever has its host key in this browser, or is logged in as
// its owner or as an operator.
import { useState } from 'preact/hooks';
import { t } from '../../base/i18n';
import { classes } from '../../base/storage';
import { me } from '../../room/me';
import { Shelf } from '../../room/shelf';
import { orElse, restKeeper } from '../../signal/keeper';
import { Card, Link } from '../parts';
import { takeFocus } from '../use';
import { RecordingList } from './list';

export function RecordingsPage({ room }: { room: string }) {
  const led = classes().find(({ id }) => id === room);
  const [shelf] = useState(() => {
    const login = restKeeper(room);
    return new Shelf(led ? orElse(restKeeper(room, led.key), login) : login);
  });
  const refused = shelf.failure.value === 'recording.error.forbidden';
  return (
    <div class="recordings-page">
      <div class="welcome">
        <h1 tabIndex={-1} ref={takeFocus}>
          {t('recordings.title')}
        </h1>
        {led && (
          <p>
            {led.title} · {t('room.number', { number: led.number })}
          </p>
        )}
      </div>
      <Card>
        <RecordingList shelf={shelf} live={false} />
        {refused && !me.value && (
          <Link class="button" to="/login">
            {t('login.title')}
          </Link>
        )}
      </Card>
    </div>
  );
}
