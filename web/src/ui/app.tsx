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
const RecordingsPage = lazily(async () => (await import('./recordings/page')).RecordingsPage, Meanwhile);
const AccountPage = lazily(async () => (await import('./account/account')).AccountPage, Meanwhile);

const TITLES: Partial<Record<Route['page'], Key>> = { login: 'login.title', account: 'account.title', recordings: 'recordings.title' };

export function App() {
  const where = route.value;
  useSignalEffect(() => {
    const page = TITLES[route.value.page];
    const room = page ? null : current.value;
    const title = page ? t(page) : room?.info.value?.title;
    // What is recorded is marked where every window has its name.
    const mark = room?.recordings.running.value && !room.ended.value ? '● ' : '';
    document.title = mark + (title ? `${title} · ${t('app.name')}` : t('app.name'));
  });
  if (where.page === 'room') return <RoomDoor key={where.number} number={where.number} />;
  if (where.page === 'start') return <StartPage />;
  if (where.page === 'recordings')
    return (
      <CentredPage wide>
        <RecordingsPage key={where.room} room={where.room} />
      </CentredPage>
    );
  return <CentredPage wide={where.page === 'account'}>{where.page === 'login' ? <LoginPage /> : <AccountPage />}</CentredPage>;
}
