// Small parts that several pages share.
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { LANGUAGES, chooseLanguage, language, t, type Language } from '../base/i18n';
import { Icon } from './icons';

const LANGUAGE_NAMES: Record<Language, string> = { ko: '한국어', en: 'English' };

/** Header with the mark and the language, one column in the middle. */
export function CentredPage({ children, wide = false }: { children: ComponentChildren; wide?: boolean }) {
  return (
    <div class="page">
      <header class="page-head">
        <a class="mark" href="/">
          <Icon name="mark" />
          <span>{t('app.name')}</span>
        </a>
        <LanguageSwitch />
      </header>
      <main class={wide ? 'column wide' : 'column'}>{children}</main>
    </div>
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
  numeric?: boolean;
  /** A button at the end of the field. */
  children?: ComponentChildren;
}

export function Field({
  label,
  value,
  onInput,
  name,
  hint,
  required = false,
  maxLength = 32,
  numeric = false,
  children,
}: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="field-line">
        <input
          id={id}
          name={name}
          value={value}
          required={required}
          maxLength={maxLength}
          autocomplete="off"
          inputMode={numeric ? 'numeric' : 'text'}
          {...(hint ? { 'aria-describedby': `${id}-hint` } : {})}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
        {children}
      </div>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
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
