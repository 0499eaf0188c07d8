import { useSignalEffect } from '@preact/signals';
import { t } from '../base/i18n';
import { route } from '../base/router';
import { current } from '../room/visit';
import { RoomDoor } from './door';
import { StartPage } from './start';

export function App() {
  const where = route.value;
  useSignalEffect(() => {
    const title = current.value?.info.value?.title;
    document.title = title ? `${title} · ${t('app.name')}` : t('app.name');
  });
  return where.page === 'room' ? <RoomDoor key={where.number} number={where.number} /> : <StartPage />;
}
