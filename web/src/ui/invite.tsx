import { useRef, useState } from 'preact/hooks';
import { t } from '../base/i18n';
import { roomPath } from '../base/router';
import { Icon } from './icons';

/** The invitation link of a room, with a button that copies it. */
export function InviteLink({ number }: { number: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const link = location.origin + roomPath(number);
  const copy = async () => {
    // Without permission for the clipboard the link is at least selected.
    await navigator.clipboard?.writeText(link).then(
      () => setCopied(true),
      () => field.current?.select(),
    );
  };
  return (
    <div class="invite">
      <input
        ref={field}
        readOnly
        value={link}
        aria-label={t('invite.link')}
        onFocus={(event) => event.currentTarget.select()}
      />
      <button type="button" class="button" data-action="copy" onClick={() => void copy()}>
        <Icon name={copied ? 'check' : 'copy'} />
        <span role="status">{t(copied ? 'menu.copied' : 'invite.copy')}</span>
      </button>
    </div>
  );
}
