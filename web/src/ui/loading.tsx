import { t } from '../base/i18n';

/** Something is on its way. Shows after a moment only (css), so that what comes at once does not flicker. */
export function Loading() {
  return (
    <div class="loading" role="status">
      <span class="spinner" aria-hidden="true" />
      <p>{t('loading.text')}</p>
    </div>
  );
}

/** In place of a page whose script is on its way, or cannot be had: no network, or the service has been renewed. */
export function Meanwhile({ failed }: { failed: boolean }) {
  if (!failed) return <Loading />;
  return (
    <div class="loading failed" role="alert">
      <p>{t('loading.failed')}</p>
      <button type="button" class="button" onClick={() => location.reload()}>
        {t('loading.again')}
      </button>
    </div>
  );
}
