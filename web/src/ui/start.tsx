// The start page: into a class by its number, or a class of one's own, of exactly two kinds.
import { useState } from 'preact/hooks';
import { t } from '../base/i18n';
import { go, numberFrom, roomPath } from '../base/router';
import { choices, classes, keepChoices } from '../base/storage';
import { me } from '../room/me';
import type { Kind } from '../signal/types';
import { CreateForm } from './create';
import { Icon } from './icons';
import { lazily } from './lazy';
import { Meanwhile } from './loading';
import { CentredPage, Field } from './parts';

const LastClass = lazily(async () => (await import('./recordings/lastclass')).LastClass);
const OwnRooms = lazily(async () => (await import('./account/ownrooms')).OwnRooms, Meanwhile);

export function StartPage() {
  const [kind, setKind] = useState<Kind | null>(null);
  if (kind)
    return (
      <CentredPage>
        <CreateForm kind={kind} back={() => setKind(null)} />
      </CentredPage>
    );
  return (
    <CentredPage wide>
      <div class="welcome">
        <h1>{t('start.title')}</h1>
        <p>{t('start.lead')}</p>
      </div>
      {classes().length > 0 && <LastClass />}
      <div class="start">
        <EnterForm />
        <section class="card" aria-labelledby="open-title">
          <h2 id="open-title">{t('start.open')}</h2>
          <div class="kinds">
            <KindCard kind="meeting" choose={setKind} />
            <KindCard kind="seminar" choose={setKind} />
          </div>
        </section>
        {me.value && (
          <section class="card own" aria-labelledby="own-title">
            <h2 id="own-title">{t('rooms.title')}</h2>
            <OwnRooms most={5} />
          </section>
        )}
      </div>
    </CentredPage>
  );
}

function EnterForm() {
  const [name, setName] = useState(choices().name);
  const [number, setNumber] = useState('');
  const submit = (event: Event) => {
    event.preventDefault();
    keepChoices({ name: name.trim() });
    go(roomPath(numberFrom(number)));
  };
  return (
    <section class="card" aria-labelledby="enter-title">
      <h2 id="enter-title">{t('start.enter')}</h2>
      <form onSubmit={submit}>
        <Field label={t('preview.name')} name="name" value={name} onInput={setName} required />
        <Field
          label={t('start.number')}
          name="number"
          value={number}
          onInput={setNumber}
          required
          maxLength={200}
          hint={t('start.numberHint')}
        />
        <button class="button primary">{t('start.continue')}</button>
      </form>
    </section>
  );
}

function KindCard({ kind, choose }: { kind: Kind; choose: (kind: Kind) => void }) {
  return (
    <button class={`kind ${kind}`} data-kind={kind} onClick={() => choose(kind)}>
      <span class="kind-icon">
        <Icon name={kind === 'meeting' ? 'people' : 'lectern'} />
      </span>
      <strong>{t(`kind.${kind}`)}</strong>
      <span>{t(`kind.${kind}Text`)}</span>
    </button>
  );
}
