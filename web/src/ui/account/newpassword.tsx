import { t } from '../../base/i18n';
import { Field } from '../parts';

const LEAST_CHARACTERS = 10;

/** A password that is to be; the service refuses the well-known ones besides. */
export function NewPassword({ value, onInput }: { value: string; onInput: (value: string) => void }) {
  return (
    <Field
      label={t('account.passwordNew')}
      name="new"
      type="password"
      value={value}
      onInput={onInput}
      required
      minLength={LEAST_CHARACTERS}
      maxLength={256}
      autocomplete="new-password"
      hint={t('account.passwordHint', { count: LEAST_CHARACTERS })}
    />
  );
}
