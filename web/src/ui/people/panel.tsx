// Everyone in the room: raised hands in their order, then whoever leads, then all others; before them, for a host, who
// waits to come in and what holds for the whole class.
import { useState } from 'preact/hooks';
import { t } from '../../base/i18n';
import { matching } from '../../room/people';
import type { Room } from '../../room/room';
import type { Participant } from '../../signal/types';
import { Icon } from '../icons';
import { lazily } from '../lazy';
import { PanelHead } from '../panelhead';
import { Everyone } from './everyone';
import { OwnRow, PersonRow } from './row';

const MANY = 8;
const AttendanceDialog = lazily(() => import('./attendance').then((module) => module.AttendanceDialog));

export function PeoplePanel({ room }: { room: Room }) {
  const [search, setSearch] = useState('');
  const [attendance, setAttendance] = useState(false);
  const people = room.crowd.people.value;
  const found = matching(inOrder(room, people), search);
  return (
    <aside class="panel people" aria-label={t('people.title')} data-panel="people">
      <PanelHead room={room} title={t('people.count', { count: people.length + 1 })}>
        {room.isHost.value && (
          <button
            class="plain"
            data-action="attendance"
            aria-label={t('attendance.title')}
            title={t('attendance.title')}
            onClick={() => setAttendance(true)}
          >
            <Icon name="list" />
          </button>
        )}
      </PanelHead>
      <div class="panel-scroll" tabIndex={0} role="group" aria-label={t('people.title')}>
        {room.isHost.value && <Everyone room={room} />}
        {people.length > MANY && (
          <input
            type="search"
            class="people-search"
            value={search}
            aria-label={t('people.search')}
            placeholder={t('people.search')}
            onInput={(event) => setSearch(event.currentTarget.value)}
          />
        )}
        <ul class="persons" aria-label={t('people.title')}>
          {search.trim() === '' && <OwnRow room={room} />}
          {found.map((person) => (
            <PersonRow key={person.id} room={room} person={person} />
          ))}
        </ul>
        {found.length === 0 && search.trim() !== '' && <p class="hint">{t('people.nobody')}</p>}
        {people.length === 0 && <p class="hint people-alone">{t('people.alone')}</p>}
      </div>
      {attendance && <AttendanceDialog room={room} close={() => setAttendance(false)} />}
    </aside>
  );
}

function inOrder(room: Room, people: readonly Participant[]): Participant[] {
  const rank = ({ id, role }: Participant) =>
    room.order.placeOf(id) || (role === 'host' ? 100_000 : role === 'speaker' ? 100_001 : 100_002);
  return [...people].sort((a, b) => rank(a) - rank(b));
}
