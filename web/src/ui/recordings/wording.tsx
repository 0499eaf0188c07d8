// A section begins, or a moment is marked: both may have a name.
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../base/i18n';
import type { Wording } from '../../room/desk';
import type { Room } from '../../room/room';
import { Dialog } from '../dialog';
import { Field } from '../parts';

const MOST_LETTERS = 100;

export function WordingDialog({ room, wording: { what, at } }: { room: Room; wording: Wording }) {
  const [words, setWords] = useState('');
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  const close = () => (room.desk.wording.value = null);
  const submit = (event: Event) => {
    event.preventDefault();
    if (what === 'section') void room.recordings.start(words);
    else void room.recordings.mark(words, at);
    close();
  };
  return (
    <Dialog title={t(`recording.${what}Title`)} close={close}>
      <p>{t(`recording.${what}Text`)}</p>
      <form onSubmit={submit} ref={form}>
        <Field
          label={t(`recording.${what}Name`)}
          name="wording"
          value={words}
          onInput={setWords}
          maxLength={MOST_LETTERS}
          hint={t(`recording.${what}Hint`)}
        />
        <div class="actions">
          <button type="button" class="button" onClick={close}>
            {t('recording.cancel')}
          </button>
          <button class="button primary" data-action={`${what}-confirm`}>
            {t(`recording.${what}Confirm`)}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
