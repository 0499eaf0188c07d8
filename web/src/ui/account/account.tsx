// One's account: one's rooms, the password, leaving; for operators also everyone's accounts.
import { useEffect, useState } from 'preact/hooks';
import { t, type Key } from '../../base/i18n';
import { go } from '../../base/router';
import { goOut, knowMe, me } from '../../room/me';
import { changePassword, type Account } from '../../signal/accounts';
import { Loading } from '../loading';
import { Card, Failure, Field } from '../parts';
import { Accounts } from './accounts';
import { NewPassword } from './newpassword';
import { OwnRooms } from './ownrooms';
import { useSubmit, type Failed } from './use';

const MOST_ROOMS = 50;
const FAILURES: Partial<Record<Failed, Key>> = {
  forbidden: 'account.passwordWrong',
  limit: 'end.limitText',
  'wrong-state': 'account.passwordCommon',
};

export function AccountPage() {
  const account = me.value;
  useEffect(() => void knowMe(), []);
  useEffect(() => {
    if (account === null) go('/login');
  }, [account]);
  if (!account) return <Loading />;
  return (
    <div class="account">
      <Who account={account} />
      <Card>
        <h2>{t('rooms.title')}</h2>
        <OwnRooms most={MOST_ROOMS} />
      </Card>
      <PasswordCard account={account} />
      {account.role === 'operator' && <Accounts own={account.name} />}
    </div>
  );
}

function Who({ account }: { account: Account }) {
  const { busy, error, submit } = useSubmit(async () => {
    await goOut();
    go('/');
  });
  return (
    <header class="account-head">
      <div>
        <h1>{account.name}</h1>
        <p class="muted">{t(`account.role.${account.role}`)}</p>
      </div>
      <form onSubmit={submit}>
        <button class="button" disabled={busy} data-action="log-out">
          {t('account.logOut')}
        </button>
      </form>
      <Failure text={error && t(`error.${error}`)} />
    </header>
  );
}

function PasswordCard({ account }: { account: Account }) {
  const [before, setBefore] = useState('');
  const [after, setAfter] = useState('');
  const [changed, setChanged] = useState(false);
  const { busy, error, submit } = useSubmit(async () => {
    setChanged(false);
    await changePassword(before, after);
    setBefore('');
    setAfter('');
    setChanged(true);
  });
  return (
    <Card>
      <h2>{t('account.password')}</h2>
      <form onSubmit={submit}>
        {/* Password managers want to know whose password it is. */}
        <input type="hidden" name="username" autocomplete="username" value={account.name} />
        <Field
          label={t('account.passwordOld')}
          name="old"
          type="password"
          value={before}
          onInput={setBefore}
          required
          maxLength={256}
          autocomplete="current-password"
        />
        <NewPassword value={after} onInput={setAfter} />
        <Failure text={error && t(FAILURES[error] ?? `error.${error}`)} />
        <p role="status" class={changed ? 'success' : 'hidden'}>
          {changed && t('account.passwordChanged')}
        </p>
        <div class="actions">
          <button class="button primary" data-action="save-password" disabled={busy}>
            {t('account.passwordSave')}
          </button>
        </div>
      </form>
    </Card>
  );
}
