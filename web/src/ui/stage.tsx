// The grid of people, page by page. Tells the service what is visible, and nothing else is sent.
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../base/i18n';
import { gridFor } from '../room/layout';
import { clampPage, onPage, pageCount, pageSizeFor, pageStep } from '../room/paging';
import type { Room } from '../room/room';
import { viewOf } from '../room/view';
import { Icon } from './icons';
import { InviteLink } from './invite';
import { Tile } from './tile';
import { useSize } from './use';

const GAP = 12;
const RESIZE_SETTLES_MS = 200;

export function Stage({ room }: { room: Room }) {
  const people = room.people.value;
  const area = useRef<HTMLDivElement>(null);
  const size = useSize(area);
  const [wanted, setPage] = useState(0);
  const pageSize = pageSizeFor(innerWidth, location.search);
  const page = clampPage(wanted, people.length, pageSize);
  const pages = pageCount(people.length, pageSize);
  const visible = onPage(people, page, pageSize);
  const grid = gridFor(visible.length, size.width, size.height, GAP);
  const turn = (step: number) => setPage(clampPage(page + step, people.length, pageSize));

  useView(
    room,
    visible.map(({ id }) => id),
    grid.height,
  );
  usePagingKeys(turn);

  return (
    <div class="stage">
      <div class="tiles" ref={area} data-page={page}>
        {people.length === 0 ? (
          <Alone room={room} />
        ) : (
          visible.map((participant) => (
            <Tile
              key={participant.id}
              room={room}
              participant={participant}
              width={grid.width}
              height={grid.height}
            />
          ))
        )}
      </div>
      {pages > 1 && <Pager page={page} pages={pages} turn={turn} />}
    </div>
  );
}

function Pager({ page, pages, turn }: { page: number; pages: number; turn: (step: number) => void }) {
  return (
    <nav class="pager">
      <button
        class="button square"
        data-turn="previous"
        disabled={page === 0}
        aria-label={t('room.previous')}
        onClick={() => turn(-1)}
      >
        <Icon name="previous" />
      </button>
      <span role="status">{t('room.page', { page: page + 1, pages })}</span>
      <button
        class="button square"
        data-turn="next"
        disabled={page === pages - 1}
        aria-label={t('room.next')}
        onClick={() => turn(1)}
      >
        <Icon name="next" />
      </button>
    </nav>
  );
}

function Alone({ room }: { room: Room }) {
  return (
    <div class="alone">
      <Icon name="people" />
      <h2>{t('room.alone')}</h2>
      <p>{t('room.aloneText')}</p>
      <InviteLink number={room.info.value?.number ?? ''} />
    </div>
  );
}

/** Other people are asked for at once; a mere change of size when it has settled. */
function useView(room: Room, visible: string[], height: number): void {
  const ids = visible.join(' ');
  const asked = useRef<string | null>(null);
  useEffect(() => {
    if (height === 0 && visible.length > 0) return;
    const look = () => room.look(viewOf(visible, height, devicePixelRatio));
    if (asked.current !== ids) {
      asked.current = ids;
      look();
      return;
    }
    const timer = setTimeout(look, RESIZE_SETTLES_MS);
    return () => clearTimeout(timer);
  }, [ids, height]);
}

function usePagingKeys(turn: (step: number) => void): void {
  const latest = useRef(turn);
  latest.current = turn;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const step = pageStep(event.key);
      const typing = (event.target as Element).closest?.('input, select, textarea, dialog');
      if (step === 0 || typing || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      latest.current(step);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}
