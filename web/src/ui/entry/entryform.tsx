// The right half of the preview: the class, one's name and picture, the PIN and the notice where they are asked for.
import { useRef, useState } from 'preact/hooks';
import { t } from '../../base/i18n';
import { answerTo, questionsOf, type Question } from '../../room/consent';
import type { Arrival, Door } from '../../room/visit';
import type { Consent } from '../../signal/types';
import { Icon } from '../icons';
import { lazily } from '../lazy';
import { Field } from '../parts';
import { ConsentQuestions, KeptConsent, consentOf, type Answers } from './consent';
import { ImageButton } from './image';

const LastClass = lazily(() => import('../recordings/lastclass').then((module) => module.LastClass));

export interface EntryProps {
  number: string;
  door: Door;
  /** False: the PIN is wrong. */
  enter: (arrival: Arrival) => Promise<boolean>;
}

export function EntryForm({
  number,
  door,
  enter,
  name,
  setName,
}: EntryProps & { name: string; setName: (name: string) => void }) {
  const { facts, host } = door;
  const [pin, setPin] = useState('');
  const consent = useConsent(number, door);
  const { busy, wrong, submit } = useEntering(() =>
    enter({
      name: name.trim(),
      ...(pin ? { pin: pin.trim() } : {}),
      ...(consent.given ? { consent: consent.given } : {}),
    }),
  );
  // The service knows best whether it wants one.
  const asksPin = wrong || (facts?.room.pin === true && !host);
  return (
    <form class="preview-right" onSubmit={submit}>
      <Heading number={number} door={door} />
      {facts?.room.locked && !host && (
        <p class="notice with-icon" data-locked>
          <Icon name="lock" />
          {t('preview.locked')}
        </p>
      )}
      <div class="who">
        <ImageButton name={name} />
        <Field label={t('preview.name')} name="name" value={name} onInput={setName} required />
      </div>
      {asksPin && (
        <Field
          label={t('preview.pin')}
          name="pin"
          value={pin}
          onInput={setPin}
          required
          numeric
          hint={t('preview.pinHint')}
          error={wrong ? t('preview.pinWrong') : undefined}
        />
      )}
      {facts?.room.recording?.on && <RecordedNow />}
      {consent.part}
      {host && <LastClass number={number} />}
      {facts?.room.waitingRoom && !host && (
        <p class="hint with-icon">
          <Icon name="hourglass" />
          {t('preview.waitingRoom')}
        </p>
      )}
      <button class="button primary large" disabled={busy}>
        {t(busy ? 'preview.entering' : 'preview.enter')}
      </button>
    </form>
  );
}

/** Said to who comes late before they are in it. */
function RecordedNow() {
  return (
    <p class="notice recording-now" role="status" data-recorded-now>
      <span>
        <span class="rec-dot" aria-hidden="true" /> {t('recording.running')}
      </span>
    </p>
  );
}

function Heading({ number, door }: { number: string; door: Door }) {
  const room = door.facts?.room;
  return (
    <header class="preview-head">
      <p class="muted">
        {room && `${t(`kind.${room.kind}`)} · `}
        {t('preview.room', { number })}
      </p>
      <h1>{room?.title || t('preview.title')}</h1>
    </header>
  );
}

/** Busy until it is decided; a wrong PIN leaves one here, in its field. */
function useEntering(enter: () => Promise<boolean>) {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    setBusy(true);
    setWrong(false);
    void enter().then((entered) => {
      if (entered) return;
      setWrong(true);
      setBusy(false);
      requestAnimationFrame(() => form.querySelector<HTMLInputElement>('input[name=pin]')?.select());
    });
  };
  return { busy, wrong, submit };
}

/** The notice of the room with its questions, or the answer that was given to it before; nothing where it asks nothing. */
function useConsent(number: string, { facts }: Door) {
  const notice = facts?.notice;
  const questions = questionsOf(notice);
  const kept = useRef(notice ? answerTo(number, notice) : null);
  const [again, setAgain] = useState(false);
  const [answers, setAnswers] = useState<Answers>(kept.current ?? {});
  if (!notice || questions.length === 0) return { given: null, part: null };
  const change = (question: Question, yes: boolean) => setAnswers({ ...answers, [question]: yes });
  const given: Consent = consentOf(answers, notice.version);
  const part =
    kept.current && !again ? (
      <KeptConsent answer={kept.current} questions={questions} change={() => setAgain(true)} />
    ) : (
      <ConsentQuestions notice={notice} answers={answers} change={change} />
    );
  return { given, part };
}
