// The same questions in the room: asked of whoever came in without an answer, and open to change at any time.
import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../base/i18n';
import { answer, answerTo, isUnanswered, questionsOf, type Question } from '../../room/consent';
import type { Room } from '../../room/room';
import type { Notice } from '../../signal/types';
import { Icon } from '../icons';
import { ConsentQuestions, consentOf, type Answers } from './consent';

const wanted = signal(false);

/** From elsewhere in the room. */
export function askAgain(): void {
  wanted.value = true;
}

/** The room's menu opens the questions with it. Nothing where the room asks nothing. */
export function ConsentItem({ room }: { room: Room }) {
  if (questionsOf(room.info.value?.notice).length === 0) return null;
  return (
    <button class="menu-item" data-action="consent" onClick={() => (wanted.value = true)}>
      <Icon name="record" />
      <span>{t('consent.item')}</span>
    </button>
  );
}

export function ConsentInRoom({ room }: { room: Room }) {
  useEffect(() => () => void (wanted.value = false), [room]);
  const notice = room.info.value?.notice;
  const asked = isUnanswered(room);
  if (!notice || !(asked || wanted.value)) return null;
  return <ConsentDialog room={room} notice={notice} must={asked} close={() => (wanted.value = false)} />;
}

function ConsentDialog({
  room,
  notice,
  must,
  close,
}: {
  room: Room;
  notice: Notice;
  must: boolean;
  close: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const known = room.you.value?.consent;
  const present = known?.textVersion === notice.version ? known : answerTo(room.number, notice);
  const [answers, setAnswers] = useState<Answers>(present ?? {});
  useEffect(() => dialog.current?.showModal(), []);
  const change = (question: Question, yes: boolean) => setAnswers({ ...answers, [question]: yes });
  const submit = (event: Event) => {
    event.preventDefault();
    answer(room.number, consentOf(answers, notice.version));
    close();
  };
  return (
    // Escape closes what may stay as it is; a question without an answer is asked again.
    <dialog ref={dialog} class="consent-dialog" aria-labelledby="consent-title" onClose={close} onCancel={(event) => must && event.preventDefault()}>
      <h2 id="consent-title">{t('consent.title')}</h2>
      <form onSubmit={submit}>
        <ConsentQuestions notice={notice} answers={answers} change={change} />
        <div class="actions">
          {!must && (
            <button type="button" class="button" onClick={close}>
              {t('consent.cancel')}
            </button>
          )}
          <button class="button primary" data-action="consent-save">
            {t('consent.save')}
          </button>
        </div>
      </form>
    </dialog>
  );
}
