// The page before entering: who one is, what others will see and hear, and what is asked of one. Entering never waits
// for a device.
import { useEffect, useState } from 'preact/hooks';
import { choices } from '../../base/storage';
import { open, refreshLists } from '../../media/devices';
import { CentredPage } from '../parts';
import { EntryForm, type EntryProps } from './entryform';
import { Equipment, ListenersPlace } from './equipment';

export function Preview(props: EntryProps) {
  const [name, setName] = useState(choices().name);
  const { facts, host } = props.door;
  // Who listens is asked for camera and microphone only when they are given the floor.
  const listener = facts?.room.kind === 'seminar' && !host;
  useEffect(() => {
    void (listener ? refreshLists() : open());
  }, []);
  return (
    <CentredPage wide>
      <section class="card preview">
        <div class="preview-left">{listener ? <ListenersPlace name={name} /> : <Equipment name={name} />}</div>
        <EntryForm {...props} name={name} setName={setName} />
      </section>
    </CentredPage>
  );
}
