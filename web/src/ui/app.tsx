import { useSignalEffect } from '@preact/signals';
import { t, type Key } from '../base/i18n';
import { route, type Route } from '../base/router';
import { current } from '../room/visit';
import { RoomDoor } from './door';
import { lazily } from './lazy';
import { Meanwhile } from './loading';
import { CentredPage } from './parts';
import { StartPage } from './start';

const LoginPage = lazily(async () => (await import('./account/login')).LoginPage, Meanwhile);
const AccountPage = lazily(async () => (await import('./account/account')).AccountPage, Meanwhile);

const TITLES: Partial<Record<Route['page'], Key>> = { login: 'login.title', account: 'account.title' };

export function App() {
  const where = route.value;
  useSignalEffect(() => {
    const page = TITLES[route.value.page];
    const title = page ? t(page) : current.value?.info.value?.title;
    document.title = title ? `${title} · ${t('app.name')}` : t('app.name');
  });
  if (where.page === 'room') return <RoomDoor key={where.number} number={where.number} />;
  if (where.page === 'start') return <StartPage />;
  return <CentredPage wide={where.page === 'account'}>{where.page === 'login' ? <LoginPage /> : <AccountPage />}</CentredPage>;
}
