// The notice about what is kept of people, and its questions. Yes and no weigh the same, and nothing is chosen before.
import { t } from '../../base/i18n';
import { questionsOf, type Question } from '../../room/consent';
import type { Consent, Notice } from '../../signal/types';
import { Icon, type IconName } from '../icons';

export type Answers = Partial<Record<Question, boolean>>;

const ICONS: Record<Question, IconName> = { recording: 'record', capture: 'snapshot' };
const TOLD = ['what', 'why', 'howLong', 'who'] as const;

/** A question that was not asked is not agreed to. */
export function consentOf(answers: Answers, textVersion: string): Consent {
  return { recording: answers.recording ?? false, capture: answers.capture ?? false, textVersion };
}

export function ConsentQuestions({
  notice,
  answers,
  change,
}: {
  notice: Notice;
  answers: Answers;
  change: (question: Question, yes: boolean) => void;
}) {
  return (
    <section class="consent" aria-label={t('consent.title')}>
      <p>{t('consent.lead')}</p>
      {questionsOf(notice).map((question) => (
        <ConsentQuestion key={question} question={question} answer={answers[question]} change={change} />
      ))}
      <p class="hint">{t('consent.version', { version: notice.version })}</p>
    </section>
  );
}

function ConsentQuestion({
  question,
  answer,
  change,
}: {
  question: Question;
  answer: boolean | undefined;
  change: (question: Question, yes: boolean) => void;
}) {
  return (
    <fieldset class="consent-question" data-question={question}>
      <legend>
        <Icon name={ICONS[question]} />
        {t(`consent.${question}.title`)}
      </legend>
      <dl>
        {TOLD.map((part) => (
          <div key={part}>
            <dt>{t(`consent.${part}`)}</dt>
            <dd>{t(`consent.${question}.${part}`)}</dd>
          </div>
        ))}
      </dl>
      <div class="choice">
        {([true, false] as const).map((yes) => (
          <label key={String(yes)}>
            <input
              type="radio"
              name={`consent-${question}`}
              value={yes ? 'yes' : 'no'}
              required
              checked={answer === yes}
              onChange={() => change(question, yes)}
            />
            <span>{t(yes ? 'consent.yes' : 'consent.no')}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** The answer of an earlier visit in one line, to be changed by a button. */
export function KeptConsent({
  answer,
  questions,
  change,
}: {
  answer: Consent;
  questions: Question[];
  change: () => void;
}) {
  return (
    <section class="consent kept" aria-label={t('consent.title')}>
      <ul>
        {questions.map((question) => (
          <li key={question} class="with-icon">
            <Icon name={ICONS[question]} />
            <span>
              {t(`consent.${question}.title`)}: <strong>{t(answer[question] ? 'consent.agreed' : 'consent.refused')}</strong>
            </span>
          </li>
        ))}
      </ul>
      <button type="button" class="button small" data-action="consent-again" onClick={change}>
        {t('consent.change')}
      </button>
    </section>
  );
}
