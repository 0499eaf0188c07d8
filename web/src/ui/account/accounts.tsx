// The operators' list: who may log in, with a form for one more.
import { useId, useRef, useState } from 'preact/hooks';
import { t, type Key } from '../../base/i18n';
import {
  ACCOUNT_ROLES,
  addAccount,
  fetchAccounts,
  removeAccount,
  type Account,
  type AccountRole,
} from '../../signal/accounts';
import { Loading } from '../loading';
import { Card, Failure, Field } from '../parts';
import { NewPassword } from './newpassword';
import { useLoaded, useSubmit, type Failed } from './use';

const FAILURES: Partial<Record<Failed, Key>> = { 'in-use': 'accounts.inUse', 'wrong-state': 'accounts.invalid' };

export function Accounts({ own }: { own: string }) {
  const { value, error, again } = useLoaded(fetchAccounts);
  return (
    <Card>
      <h2>{t('accounts.title')}</h2>
      {error && <Failure text={t(`error.${error}`)} />}
      {!value && !error && <Loading />}
      {value && (
        <ul class="rows">
          {value.map((account) => (
            <Row key={account.name} account={account} own={account.name === own} changed={again} />
          ))}
        </ul>
      )}
      <AddForm added={again} />
    </Card>
  );
}

function Row({ account, own, changed }: { account: Account; own: boolean; changed: () => Promise<void> }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const { busy, error, submit } = useSubmit(async () => {
    await removeAccount(account.name);
    dialog.current?.close();
    await changed();
  });
  return (
    <li class="row" data-account={account.name}>
      <div>
        <strong>{account.name}</strong>
        <p class="hint">{t(`account.role.${account.role}`)}</p>
      </div>
      {own ? (
        <span class="chip">{t('accounts.you')}</span>
      ) : (
        <button
          type="button"
          class="button small"
          data-action="remove-account"
          aria-label={t('accounts.removeOf', { name: account.name })}
          onClick={() => dialog.current?.showModal()}
        >
          {t('accounts.remove')}
        </button>
      )}
      <dialog ref={dialog} aria-labelledby={title}>
        <h2 id={title}>{t('accounts.removeTitle', { name: account.name })}</h2>
        <p>{t('accounts.removeText')}</p>
        <Failure text={error && t(`error.${error}`)} />
        <form class="actions" onSubmit={submit}>
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {t('accounts.cancel')}
          </button>
          <button class="button danger" data-action="remove-account-really" disabled={busy}>
            {t('accounts.remove')}
          </button>
        </form>
      </dialog>
    </li>
  );
}

function AddForm({ added }: { added: () => Promise<void> }) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState<AccountRole>('teacher');
  const { busy, error, submit } = useSubmit(async () => {
    await addAccount({ name: name.trim(), password, role });
    setName('');
    setPassword('');
    await added();
  });
  return (
    <form class="add" onSubmit={submit} aria-label={t('accounts.add')}>
      <h3>{t('accounts.add')}</h3>
      <Field label={t('login.name')} name="name" value={name} onInput={setName} required maxLength={64} />
      <RolePicker role={role} choose={setRole} />
      <NewPassword value={password} onInput={setPassword} />
      <Failure text={error && t(FAILURES[error] ?? `error.${error}`)} />
      <div class="actions">
        <button class="button primary" disabled={busy}>
          {t('accounts.submit')}
        </button>
      </div>
    </form>
  );
}

function RolePicker({ role, choose }: { role: AccountRole; choose: (role: AccountRole) => void }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{t('accounts.role')}</label>
      <select
        id={id}
        name="role"
        value={role}
        onChange={(event) => choose(event.currentTarget.value as AccountRole)}
      >
        {ACCOUNT_ROLES.map((each) => (
          <option key={each} value={each}>
            {t(`account.role.${each}`)}
          </option>
        ))}
      </select>
    </div>
  );
}
