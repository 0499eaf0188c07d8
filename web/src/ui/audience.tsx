// Who listens in a seminar: name and image at the lower left, raised hands first; the rest folded, and to be searched.
import { useId, useState } from 'preact/hooks';
import { t } from '../base/i18n';
import { matching } from '../room/people';
import type { Room } from '../room/room';
import type { Participant } from '../signal/types';
import { Avatar } from './avatar';
import { Icon } from './icons';

/** So many are shown while the rest is folded; from there on there is a search. */
const FOLDED = 12;

export function Audience({ room, people }: { room: Room; people: readonly Participant[] }) {
  const [unfolded, setUnfolded] = useState(false);
  const [search, setSearch] = useState('');
  const id = useId();
  const sorted = [...people].sort((a, b) => rank(room, a.id) - rank(room, b.id));
  const found = matching(sorted, search);
  const shown = unfolded ? found : found.slice(0, FOLDED);
  const rest = people.length - FOLDED;
  return (
    <section class={unfolded ? 'audience unfolded' : 'audience'} aria-labelledby={id} data-count={people.length}>
      <header>
        <h2 id={id}>
          <Icon name="people" />
          {t('seminar.audience', { count: people.length })}
        </h2>
        {unfolded && (
          <input
            type="search"
            class="audience-search"
            value={search}
            aria-label={t('people.search')}
            placeholder={t('people.search')}
            onInput={(event) => setSearch(event.currentTarget.value)}
          />
        )}
        {rest > 0 && (
          <button
            class="button small"
            data-action="audience"
            aria-expanded={unfolded}
            onClick={() => {
              setUnfolded(!unfolded);
              setSearch('');
            }}
          >
            {unfolded ? t('seminar.fold') : t('seminar.unfold', { count: rest })}
          </button>
        )}
      </header>
      <ul class="seats" tabIndex={0} aria-labelledby={id}>
        {shown.map((person) => (
          <Seat key={person.id} room={room} person={person} />
        ))}
      </ul>
      {found.length === 0 && <p class="hint">{t('people.nobody')}</p>}
    </section>
  );
}

function Seat({ room, person: { id, name, avatar, connection, talk } }: { room: Room; person: Participant }) {
  const hand = room.order.placeOf(id);
  const inside = (
    <>
      <span class="seat-image">
        <Avatar name={name} image={avatar} />
        {hand > 0 && (
          <span class="hand-mark" title={t('hand.place', { place: hand })}>
            <Icon name="hand" />
            <span aria-hidden="true">{hand}</span>
            <span class="hidden">{t('hand.place', { place: hand })}</span>
          </span>
        )}
      </span>
      <span class="name">{name}</span>
      {talk && <span class="hidden">{t('tile.inTalk')}</span>}
    </>
  );
  return (
    <li class="seat" data-seat={name} data-connection={connection} data-hand={hand}>
      {room.isHost.value ? (
        <button title={t('tile.more', { name })} onClick={() => (room.desk.person.value = id)}>
          {inside}
        </button>
      ) : (
        <div>{inside}</div>
      )}
    </li>
  );
}

/** Raised hands in their order; then everyone as they came (sorting is stable). */
function rank(room: Room, id: string): number {
  return room.order.placeOf(id) || Number.MAX_SAFE_INTEGER;
}
