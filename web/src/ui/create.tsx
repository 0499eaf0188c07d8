// Opening a class: its title, one's own name, a number, which is proposed, and who may come in.
import { useState } from 'preact/hooks';
import { t } from '../base/i18n';
import { go, numberFrom, roomPath } from '../base/router';
import { choices } from '../base/storage';
import { create } from '../room/visit';
import type { NewRoom } from '../signal/rest';
import { WireError, type Kind } from '../signal/types';
import { Icon } from './icons';
import { Card, Failure, Field, Link, Switch } from './parts';

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
  const [pin, setPin] = useState('');
  const [waitingRoom, setWaitingRoom] = useState(false);
  const [record, setRecord] = useState(true);
  const { busy, error, open } = useOpening();

  const submit = (event: Event) => {
    event.preventDefault();
    const wanted = { number: numberFrom(number), pin: pin.trim() };
    void open({
      title: title.trim(),
      name: name.trim(),
      kind,
      ...(wanted.number ? { number: wanted.number } : {}),
      ...(wanted.pin ? { pin: wanted.pin } : {}),
      ...(waitingRoom ? { waitingRoom } : {}),
      ...(record ? {} : { record }),
    });
  };

  return (
    <Card>
      <div class="create-head">
        <h1>{t(`create.${kind}`)}</h1>
        <p class="muted">{t(`kind.${kind}Text`)}</p>
      </div>
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
        <NumberField number={number} setNumber={setNumber} inUse={error === 'in-use'} />
        <PinField pin={pin} setPin={setPin} />
        <Choice name="waitingRoom" on={waitingRoom} change={setWaitingRoom} />
        <Choice name="record" on={record} change={setRecord} />
        <Refused error={error} />
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

function Choice({ name, ...more }: { name: 'waitingRoom' | 'record'; on: boolean; change: (on: boolean) => void }) {
  return <Switch label={t(`create.${name}`)} hint={t(`create.${name}Hint`)} name={name} {...more} />;
}

function NumberField({
  number,
  setNumber,
  inUse,
}: {
  number: string;
  setNumber: (number: string) => void;
  inUse: boolean;
}) {
  const another = t('create.another');
  return (
    <Field
      label={t('create.number')}
      name="number"
      value={number}
      onInput={setNumber}
      numeric
      hint={t('create.numberHint')}
      error={inUse ? t('create.inUse') : undefined}
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

function PinField({ pin, setPin }: { pin: string; setPin: (pin: string) => void }) {
  return (
    <Field
      label={t('create.pin')}
      name="pin"
      value={pin}
      onInput={setPin}
      numeric
      maxLength={12}
      hint={t('create.pinHint')}
    />
  );
}

/** A number in use is said at its field; a service that lets only teachers open classes shows the way to the login. */
function Refused({ error }: { error: WireError['wireName'] | null }) {
  if (error === null || error === 'in-use') return null;
  if (error !== 'forbidden') return <Failure text={t(`error.${error}`)} />;
  return (
    <div class="notice" role="alert">
      <p>{t('create.loginNeeded')}</p>
      <Link class="text-link" to="/login">
        {t('login.title')}
      </Link>
    </div>
  );
}

/** Opens the room and goes to it, or says why not. */
function useOpening() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<WireError['wireName'] | null>(null);
  const open = async (room: NewRoom) => {
    setBusy(true);
    setError(null);
    try {
      go(roomPath(await create(room)));
    } catch (failure) {
      setError(failure instanceof WireError ? failure.wireName : 'internal');
      setBusy(false);
    }
  };
  return { busy, error, open };
}
