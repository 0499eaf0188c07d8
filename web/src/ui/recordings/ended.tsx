// After a host has ended the class: how far the recordings are, and all that can be done with them; or how they are had
// back.
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../base/i18n';
import { recordingsPath } from '../../base/router';
import { classes } from '../../base/storage';
import { me } from '../../room/me';
import { readiness } from '../../room/reel';
import type { Room } from '../../room/room';
import { unsettled } from '../../room/shelf';
import { orElse, restKeeper, wireKeeper } from '../../signal/keeper';
import { Icon } from '../icons';
import { Link } from '../parts';
import { RecordingList } from './list';

export function EndedRecordings({ room, saved }: { room: Room; saved: boolean }) {
  const [ready, setReady] = useState(false);
  const id = room.info.peek()?.id ?? '';
  const { shelf } = room.recordings;
  const key = classes().find((led) => led.id === id)?.key;
  useEffect(() => {
    // The room is over, and with it what only its hosts may do there; the key and the login stay good.
    shelf.keptBy(orElse(restKeeper(id, key), wireKeeper(room.connection)));
    setReady(true);
  }, []);
  if (!ready) return null;
  return (
    <div class="ended-recordings" data-saved={saved}>
      {saved ? <Saved room={room} /> : <Restore room={room} />}
      <RecordingList shelf={shelf} live={room.connection.state.value.open} unfolded={saved} />
      {(key !== undefined || me.value) && (
        <p class="hint">
          {t('ended.later')}{' '}
          <Link class="text-link" to={recordingsPath(id)}>
            {t('ended.page')}
          </Link>
        </p>
      )}
    </div>
  );
}

/** How many of them are there, and all of them at once. */
function Saved({ room }: { room: Room }) {
  const list = room.recordings.shelf.list.value;
  const { ready, all } = readiness(list);
  const busy = unsettled(list);
  const whole = list.find(({ kind, zip }) => kind === 'lesson' && zip) ?? list.find(({ zip }) => zip);
  return (
    <div class="ended-head">
      <p role="status" data-ready={!busy && all > 0}>
        {busy ? t('ended.making', { ready, all }) : all > 0 ? t('ended.ready') : t('ended.nothing')}
      </p>
      {whole?.zip && !busy && (
        <a class="button primary" data-action="zip-all" href={whole.zip} download>
          <Icon name="downloadAll" />
          {t('recordings.zip')}
        </a>
      )}
    </div>
  );
}

function Restore({ room }: { room: Room }) {
  const { shelf } = room.recordings;
  const [busy, setBusy] = useState(false);
  const gone = shelf.list.value.filter(({ state }) => state === 'discarded');
  if (gone.length < 2) return null;
  const restore = async () => {
    setBusy(true);
    for (const { id } of gone) await shelf.restore(id);
    setBusy(false);
  };
  return (
    <div class="ended-head">
      <button class="button" data-action="restore-all" disabled={busy} onClick={() => void restore()}>
        {t('ended.restoreAll')}
      </button>
    </div>
  );
}
