// The stage: people page by page, or something large with people beside it. Tells the service what is visible, and
// nothing else is sent. Every tile is placed by its own box, so that a tile that stays is never drawn anew.
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../base/i18n';
import { besideBoxes, gridBoxes, talkBoxes, type Box } from '../room/layout';
import { pageSizeFor } from '../room/paging';
import type { Room } from '../room/room';
import { sceneOf, speakingElsewhere, type Scene } from '../room/scene';
import { viewOf } from '../room/view';
import { Icon } from './icons';
import { InviteLink } from './invite';
import { lazily } from './lazy';
import { OwnScreen, OwnTile, ScreenView } from './scenery';
import { Tile } from './tile';
import { useSize, type Size } from './use';

const GAP = 12;
const RESIZE_SETTLES_MS = 200;

const Audience = lazily(() => import('./audience').then((module) => module.Audience));

export function Stage({ room }: { room: Room }) {
  const area = useRef<HTMLDivElement>(null);
  const size = useSize(area);
  const scene = useScene(room);
  room.desk.shownPage = scene.page;
  const places = placesFor(scene, size);
  const people = room.crowd.people.value;
  const visible = [...places.tiles].map(([id, box]) => ({ id, height: box.height }));
  const holder = room.screen.holder.value;
  const own = room.you.value?.id;
  const foreign = scene.mode === 'screen' && holder !== own;
  const empty = scene.large === null && scene.mode !== 'screen' && scene.small.length === 0;

  useView(room, size.width > 0, visible, foreign && places.large ? places.large.height : undefined);
  return (
    <div class="stage" data-mode={scene.mode}>
      <div class="tiles" ref={area} data-page={scene.page}>
        {scene.mode === 'screen' && places.large && foreign && (
          <ScreenView room={room} box={places.large} holder={holder ?? ''} />
        )}
        {scene.mode === 'screen' && places.large && !foreign && <OwnScreen room={room} box={places.large} />}
        {scene.mode === 'seminar' && scene.large === own && places.large && (
          <OwnTile room={room} box={places.large} />
        )}
        {people
          .filter(({ id }) => places.tiles.has(id))
          .map((participant) => (
            <Tile
              key={participant.id}
              room={room}
              participant={participant}
              box={places.tiles.get(participant.id) as Box}
              large={participant.id === scene.large}
            />
          ))}
        {places.corner && <OwnTile room={room} box={places.corner} />}
        {empty && (people.length === 0 ? <Alone room={room} /> : <NoLecturer />)}
      </div>
      {scene.mode === 'talk' && <TalkBar room={room} />}
      {scene.audience.length > 0 && <Audience room={room} people={scene.audience} />}
      {scene.pages > 1 && <Pager room={room} scene={scene} />}
    </div>
  );
}

function useScene(room: Room): Scene {
  const you = room.you.value;
  const talk = room.talk.now.value;
  return sceneOf({
    kind: room.info.value?.kind ?? 'meeting',
    own: { id: you?.id ?? '', role: room.floor.role.value },
    others: room.crowd.people.value,
    host: room.order.rules.value.host,
    pin: room.desk.pin.value,
    screen: room.screen.holder.value,
    partner: talk.state === 'active' ? talk.partner.id : null,
    page: room.desk.page.value,
    pageSize: pageSizeFor(innerWidth, location.search),
  });
}

interface Places {
  /** Of the shared screen, or of oneself as the lecturer. */
  large: Box | null;
  tiles: Map<string, Box>;
  /** Of oneself in a 1:1 talk. */
  corner: Box | null;
}

function placesFor({ mode, large, small }: Scene, { width, height }: Size): Places {
  if (width === 0 || height === 0) return { large: null, tiles: new Map(), corner: null };
  if (mode === 'talk') {
    const boxes = talkBoxes(width, height, GAP);
    return { large: null, tiles: new Map(large ? [[large, boxes.large]] : []), corner: boxes.corner };
  }
  if (mode === 'grid' || (large === null && mode !== 'screen')) {
    const boxes = gridBoxes(small.length, width, height, GAP);
    return { large: null, tiles: new Map(small.map((id, index) => [id, boxes[index] as Box])), corner: null };
  }
  const boxes = besideBoxes(small.length, width, height, GAP, mode === 'screen' ? 'screen' : 'person');
  // The large one first: it is asked for first.
  const tiles = new Map<string, Box>(large === null ? [] : [[large, boxes.large]]);
  small.forEach((id, index) => tiles.set(id, boxes.small[index] as Box));
  return { large: boxes.large, tiles, corner: null };
}

function Pager({ room, scene: { page, pages, ...scene } }: { room: Room; scene: Scene }) {
  const { desk } = room;
  const elsewhere = speakingElsewhere(room.crowd.speaking.value, { ...scene, page, pages });
  const turn = (to: number) => (desk.page.value = to);
  return (
    <nav class="pager" aria-label={t('stage.pages')}>
      <button
        class="button square"
        data-turn="previous"
        disabled={page === 0}
        aria-label={t('room.previous')}
        onClick={() => turn(page - 1)}
      >
        <Icon name="previous" />
      </button>
      <span role="status">{t('room.page', { page: page + 1, pages })}</span>
      <button
        class="button square"
        data-turn="next"
        disabled={page === pages - 1}
        aria-label={t('room.next')}
        onClick={() => turn(page + 1)}
      >
        <Icon name="next" />
      </button>
      {elsewhere && (
        <button class="elsewhere" data-elsewhere={elsewhere.id} onClick={() => turn(elsewhere.page)}>
          <Icon name="sound" />
          {t('stage.elsewhere', { name: room.crowd.nameOf(elsewhere.id), page: elsewhere.page + 1 })}
        </button>
      )}
    </nav>
  );
}

function TalkBar({ room }: { room: Room }) {
  const now = room.talk.now.value;
  if (now.state !== 'active') return null;
  return (
    <div class="talk-bar" role="group" aria-label={t('talk.private', { name: now.partner.name })}>
      <Icon name="talk" />
      <p role="status">
        <strong>{t('talk.private', { name: now.partner.name })}</strong> {t('talk.privateText')}
      </p>
      <button class="button danger" data-action="talk-end" onClick={() => room.talk.end()}>
        {t('talk.end')}
      </button>
    </div>
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

function NoLecturer() {
  return (
    <div class="alone" data-empty="lecturer">
      <Icon name="lectern" />
      <h2>{t('seminar.noLecturer')}</h2>
      <p>{t('seminar.noLecturerText')}</p>
    </div>
  );
}

/** Other people are asked for at once; a mere change of size when it has settled. */
function useView(
  room: Room,
  ready: boolean,
  visible: { id: string; height: number }[],
  screen: number | undefined,
): void {
  const ids = visible.map(({ id }) => id).join(' ') + (screen === undefined ? '' : ' +');
  const sizes = [...visible.map(({ height }) => height), screen].join(' ');
  const asked = useRef<string | null>(null);
  useEffect(() => {
    if (!ready) return;
    const look = () => room.look(viewOf(visible, devicePixelRatio, screen));
    if (asked.current !== ids) {
      asked.current = ids;
      look();
      return;
    }
    const timer = setTimeout(look, RESIZE_SETTLES_MS);
    return () => clearTimeout(timer);
  }, [ready, ids, sizes]);
}
