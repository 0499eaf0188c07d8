// Small parts that several pages share.
import type { ComponentChildren } from 'preact';
import { useEffect, useId } from 'preact/hooks';
import { LANGUAGES, chooseLanguage, language, t, type Language } from '../base/i18n';
import { go, route } from '../base/router';
import { knowMe, me } from '../room/me';
import { Icon } from './icons';

const LANGUAGE_NAMES: Record<Language, string> = { ko: '한국어', en: 'English' };

/** Header with the mark and the language, one column in the middle. */
export function CentredPage({ children, wide = false }: { children: ComponentChildren; wide?: boolean }) {
  return (
    <div class="page">
      <header class="page-head">
        <Link class="mark" to="/">
          <Icon name="mark" />
          <span>{t('app.name')}</span>
        </Link>
        <div class="page-corner">
          <AccountLink />
          <LanguageSwitch />
        </div>
      </header>
      <main class={wide ? 'column wide' : 'column'}>{children}</main>
    </div>
  );
}

/** A link of the page to itself, without loading it anew. */
export function Link({ to, children, ...more }: { to: string; class: string; children: ComponentChildren; 'aria-label'?: string }) {
  const follow = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a href={to} onClick={follow} {...more}>
      {children}
    </a>
  );
}

/** To one's account, or to the login; the page one is on has none. */
function AccountLink() {
  useEffect(() => void knowMe(), []);
  const account = me.value;
  const page = route.value.page;
  if (account === undefined || page === 'login' || page === 'account') return null;
  return (
    <Link class="head-link" to={account ? '/account' : '/login'}>
      <Icon name="person" />
      <span>{account ? account.name : t('login.title')}</span>
    </Link>
  );
}

export function Card({ children }: { children: ComponentChildren }) {
  return <section class="card">{children}</section>;
}

interface FieldProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
  name: string;
  hint?: string;
  required?: boolean;
  maxLength?: number;
  minLength?: number;
  numeric?: boolean;
  type?: 'text' | 'password';
  /** What the browser may fill in. */
  autocomplete?: 'off' | 'username' | 'current-password' | 'new-password';
  /** What is wrong with the value; takes the place of the hint. */
  error?: string | undefined;
  /** A button at the end of the field. */
  children?: ComponentChildren;
}

export function Field({ label, value, onInput, hint, error, numeric, type, children, ...more }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  const attributes = {
    id,
    value,
    maxLength: 32,
    autocomplete: 'off' as const,
    inputMode: numeric ? ('numeric' as const) : ('text' as const),
    'aria-invalid': error !== undefined,
    ...(note ? { 'aria-describedby': `${id}-note` } : {}),
    ...more,
    onInput: (event: { currentTarget: HTMLInputElement }) => onInput(event.currentTarget.value),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="field-line">
        {type === 'password' ? <input type="password" {...attributes} /> : <input {...attributes} />}
        {children}
      </div>
      {note && (
        <p class={error ? 'hint wrong' : 'hint'} id={`${id}-note`} role={error ? 'alert' : undefined}>
          {note}
        </p>
      )}
    </div>
  );
}

/** On or off, at once. */
export function Switch({
  label,
  hint,
  on,
  change,
  name,
}: {
  label: string;
  hint: string;
  on: boolean;
  change: (on: boolean) => void;
  name: string;
}) {
  const id = useId();
  return (
    <div class="option">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="checkbox"
        role="switch"
        name={name}
        checked={on}
        aria-describedby={`${id}-note`}
        onChange={(event) => change(event.currentTarget.checked)}
      />
      <p class="hint" id={`${id}-note`}>
        {hint}
      </p>
    </div>
  );
}

/** What went wrong, said at once. */
export function Failure({ text }: { text: string | null }) {
  return text ? (
    <p class="error" role="alert">
      {text}
    </p>
  ) : null;
}

export function LanguageSwitch() {
  return (
    <label class="language">
      <Icon name="globe" />
      <span class="hidden">{t('app.language')}</span>
      <select
        value={language.value}
        onChange={(event) => void chooseLanguage(event.currentTarget.value as Language)}
      >
        {LANGUAGES.map((lang) => (
          <option key={lang} value={lang} lang={lang}>
            {LANGUAGE_NAMES[lang]}
          </option>
        ))}
      </select>
    </label>
  );
}
