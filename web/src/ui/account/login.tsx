// Logging in: for operators, and teachers who want their rooms back. Guests never come here.
import { useState } from 'preact/hooks';
import { t, type Key } from '../../base/i18n';
import { go } from '../../base/router';
import { comeIn } from '../../room/me';
import { Card, Failure, Field } from '../parts';
import { useSubmit, type Failed } from './use';

const FAILURES: Partial<Record<Failed, Key>> = {
  forbidden: 'login.wrong',
  limit: 'end.limitText',
  'wrong-state': 'login.insecure',
};

export function LoginPage() {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const { busy, error, submit } = useSubmit(async () => {
    await comeIn(name.trim(), password);
    go('/');
  });
  return (
    <Card>
      <div class="create-head">
        <h1>{t('login.title')}</h1>
        <p class="muted">{t('login.lead')}</p>
      </div>
      <form onSubmit={submit}>
        <Field
          label={t('login.name')}
          name="account"
          value={name}
          onInput={setName}
          required
          maxLength={64}
          autocomplete="username"
        />
        <Field
          label={t('login.password')}
          name="password"
          type="password"
          value={password}
          onInput={setPassword}
          required
          maxLength={256}
          autocomplete="current-password"
        />
        <Failure text={error && t(FAILURES[error] ?? `error.${error}`)} />
        <button class="button primary" disabled={busy}>
          {t(busy ? 'login.busy' : 'login.submit')}
        </button>
      </form>
    </Card>
  );
}
