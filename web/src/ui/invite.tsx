// How others come in: the link, copied by a button, the number to say aloud, and a picture of the link for phones.
import { useRef, useState } from 'preact/hooks';
import { t } from '../base/i18n';
import { roomPath } from '../base/router';
import { Icon } from './icons';
import { lazily } from './lazy';

const QrCode = lazily(async () => (await import('./qr')).QrCode);

/** The invitation link of a room, with a button that copies it and one that shows it as a QR code. */
export function InviteLink({ number }: { number: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const [shown, setShown] = useState(false);
  const link = location.origin + roomPath(number);
  const copy = async () => {
    // Without permission for the clipboard (or without one at all) the link is at least selected.
    const written = navigator.clipboard?.writeText(link) ?? Promise.reject(new Error('no clipboard'));
    await written.then(
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
      <button
        type="button"
        class="button"
        data-action="qr"
        aria-expanded={shown}
        onClick={() => setShown(!shown)}
      >
        <Icon name="qr" />
        {t(shown ? 'invite.qrHide' : 'invite.qr')}
      </button>
      {shown && <QrCode text={link} label={t('invite.qrLabel', { link })} />}
    </div>
  );
}
