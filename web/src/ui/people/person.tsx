// What can be done with one person, as a dialog: from their tile or their seat.
import { t } from '../../base/i18n';
import type { Room } from '../../room/room';
import { Dialog } from '../dialog';
import { Deeds } from './deeds';

export function PersonDialog({ room, id }: { room: Room; id: string }) {
  const person = room.crowd.people.value.find((known) => known.id === id);
  const close = () => (room.desk.person.value = null);
  if (!person) return null;
  return (
    <Dialog title={person.name} close={close} class="person-dialog">
      <Deeds room={room} person={person} done={close} />
      <div class="actions">
        <button class="button" onClick={close}>
          {t('panel.close')}
        </button>
      </div>
    </Dialog>
  );
}
