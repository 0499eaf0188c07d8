// The rooms of who is logged in, the newest first: one goes on, or is opened again by coming in.
import { language, t } from '../../base/i18n';
import { recordingsPath, roomPath } from '../../base/router';
import { fetchOwnRooms, type OwnRoom } from '../../signal/accounts';
import { Loading } from '../loading';
import { Failure, Link } from '../parts';
import { useLoaded } from './use';

export function OwnRooms({ most }: { most: number }) {
  const { value, error } = useLoaded(fetchOwnRooms);
  if (error) return <Failure text={t(`error.${error}`)} />;
  if (!value) return <Loading />;
  if (value.length === 0) return <p class="muted">{t('rooms.none')}</p>;
  const newest = [...value].sort((a, b) => b.openedAt - a.openedAt).slice(0, most);
  return (
    <ul class="rows">
      {newest.map((room) => (
        <Row key={room.id} room={room} />
      ))}
    </ul>
  );
}

function Row({ room }: { room: OwnRoom }) {
  const open = room.closedAt === null;
  return (
    <li class="row" data-room={room.number}>
      <div>
        <strong>{room.title}</strong>
        {open && <span class="chip">{t('rooms.open')}</span>}
        <p class="hint">
          {t(`kind.${room.kind}`)} · {t('room.number', { number: room.number })} · {moment(room.openedAt)}
        </p>
      </div>
      <div class="row-buttons">
        <Link class={open ? 'button primary' : 'button'} to={roomPath(room.number)}>
          {t(open ? 'rooms.enter' : 'rooms.again')}
        </Link>
        <Link class="button" to={recordingsPath(room.id)} aria-label={t('recordings.of', { title: room.title })}>
          {t('recordings.title')}
        </Link>
      </div>
    </li>
  );
}

function moment(at: number): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}
