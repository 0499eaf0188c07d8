// Opening a class: its title, one's own name and a number, which is proposed.
import { useState } from 'preact/hooks';
import { t, type Key } from '../base/i18n';
import { go, numberFrom, roomPath } from '../base/router';
import { choices } from '../base/storage';
import { create } from '../room/visit';
import type { NewRoom } from '../signal/rest';
import { WireError, type Kind } from '../signal/types';
import { Icon } from './icons';
import { Card, Field } from './parts';

const LOWEST_NUMBER = 100_000_000;

/** Nine digits, not serial: a number that can be said aloud but not guessed. */
function proposedNumber(): string {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return String(LOWEST_NUMBER + (random % (9 * LOWEST_NUMBER)));
}

export function CreateForm({ kind, back }: { kind: Kind; back: () => void }) {
  const [title, setTitle] = useState('');
  const [name, setName] = useState(choices().name);
  const [number, setNumber] = useState(proposedNumber);
  const { busy, error, open } = useOpening();

  const submit = (event: Event) => {
    event.preventDefault();
    const wanted = numberFrom(number);
    void open({ title: title.trim(), name: name.trim(), kind, ...(wanted ? { number: wanted } : {}) });
  };

  return (
    <Card>
      <h1>{t(`create.${kind}`)}</h1>
      <p class="muted">{t(`kind.${kind}Text`)}</p>
      <form onSubmit={submit}>
        <Field
          label={t('create.title')}
          name="title"
          value={title}
          onInput={setTitle}
          required
          maxLength={100}
          hint={t('create.titleHint')}
        />
        <Field label={t('create.name')} name="name" value={name} onInput={setName} required />
        <NumberField number={number} setNumber={setNumber} />
        {error && (
          <p class="error" role="alert">
            {t(error)}
          </p>
        )}
        <div class="actions">
          <button type="button" class="button" onClick={back}>
            {t('create.back')}
          </button>
          <button class="button primary" disabled={busy}>
            {t(busy ? 'create.busy' : 'create.submit')}
          </button>
        </div>
      </form>
    </Card>
  );
}

function NumberField({ number, setNumber }: { number: string; setNumber: (number: string) => void }) {
  const another = t('create.another');
  return (
    <Field
      label={t('create.number')}
      name="number"
      value={number}
      onInput={setNumber}
      numeric
      hint={t('create.numberHint')}
    >
      <button
        type="button"
        class="button square"
        aria-label={another}
        title={another}
        onClick={() => setNumber(proposedNumber())}
      >
        <Icon name="again" />
      </button>
    </Field>
  );
}

/** Opens the room and goes to it, or says why not. */
function useOpening() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Key | null>(null);
  const open = async (room: NewRoom) => {
    setBusy(true);
    setError(null);
    try {
      go(roomPath(await create(room)));
    } catch (failure) {
      const reason = failure instanceof WireError ? failure.wireName : 'internal';
      setError(reason === 'in-use' ? 'create.inUse' : `error.${reason}`);
      setBusy(false);
    }
  };
  return { busy, error, open };
}
