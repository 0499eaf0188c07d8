// One recording in the list.
import { useEffect, useRef, useState } from 'preact/hooks';
import { language, t } from '../../base/i18n';
import { clock, firstToPlay, isSettled, peopleIn, percent, sizeOf } from '../../room/reel';
import { reasonKey, type Shelf } from '../../room/shelf';
import type { RecordedFile, Recording } from '../../signal/recording';
import { Icon, type IconName } from '../icons';
import { useCountdown } from '../use';
import { useNow } from './use';
import { fileTitle, moment, titleOf } from './words';

interface EntryProps {
  shelf: Shelf;
  recording: Recording;
  unfolded: boolean;
  /** The file that was chosen, else the one that is best to begin with. */
  play: (file?: string) => void;
  compose: () => void;
}

export function Entry(props: EntryProps) {
  const { recording } = props;
  const { id, kind, state } = recording;
  const line = useRef<HTMLLIElement>(null);
  const acted = useRef(false);
  const gone = state === 'discarded';
  // The button that was pressed has given way to others: the focus stays with this recording.
  useEffect(() => {
    if (acted.current) line.current?.querySelector<HTMLElement>('button:enabled')?.focus();
    acted.current = false;
  }, [gone]);
  const act = () => (acted.current = true);
  return (
    <li
      ref={line}
      class="recording"
      data-recording={id}
      data-kind={kind}
      data-state={state}
      aria-label={titleOf(recording)}
    >
      {gone ? <Discarded {...props} act={act} /> : <Kept {...props} act={act} />}
    </li>
  );
}

/** `act`: something was pressed that changes the whole line. */
type LineProps = EntryProps & { act: () => void };

/** Thrown away: a line, and the way back. */
function Discarded({ shelf, recording, act }: LineProps) {
  const { id, discardUntil = 0 } = recording;
  const [busy, setBusy] = useState(false);
  const seconds = useCountdown(discardUntil);
  const restore = () => {
    setBusy(true);
    act();
    void shelf.restore(id).finally(() => setBusy(false));
  };
  return (
    <div class="recording-gone">
      <p>
        <strong>{titleOf(recording)}</strong>
        <span class="hint">
          {t('recordings.discarded')}
          {seconds > 0 && ` · ${t('recordings.undoLeft', { time: clock(seconds * 1000) })}`}
        </span>
      </p>
      <button class="button small" data-action="restore" disabled={busy} onClick={restore}>
        {t('recordings.undo')}
      </button>
    </div>
  );
}

function Kept({ shelf, recording, unfolded, play, compose, act }: LineProps) {
  const [open, setOpen] = useState(unfolded);
  const { id, state, kind, files } = recording;
  const discard = () => {
    act();
    void shelf.discard(id);
  };
  const playable = state !== 'recording' && firstToPlay(recording) !== null;
  return (
    <>
      <button class="recording-open" data-action="play" disabled={!playable} onClick={() => play()}>
        <Poster recording={recording} playable={playable} />
        <span class="recording-words">
          <strong>{titleOf(recording)}</strong>
          <Facts recording={recording} />
        </span>
      </button>
      <Progress recording={recording} />
      <div class="recording-actions">
        {files.length > 0 && (
          <button class="plain wide" data-action="files" aria-expanded={open} onClick={() => setOpen(!open)}>
            <Icon name={open ? 'down' : 'next'} />
            {t('recordings.files', { count: files.length })}
          </button>
        )}
        <span class="space" />
        {recording.zip && files.length > 1 && <Download action="zip" to={recording.zip} label={t('recordings.zip')} />}
        {recording.zip && files.length === 1 && files[0]?.url && (
          <Download action="download" to={downloadOf(files[0].url)} label={t('recordings.download')} />
        )}
        {state === 'ready' && kind !== 'composed' && peopleIn(recording).length > 0 && (
          <Act action="compose" icon="grid" label={t('recordings.compose')} run={compose} />
        )}
        {state !== 'recording' && (
          <Act action="discard" icon="bin" label={t('recordings.discard')} run={discard} />
        )}
      </div>
      {open && (
        <ul class="recording-files">
          {files.map((file) => (
            <File key={file.id} file={file} play={() => play(file.id)} />
          ))}
        </ul>
      )}
    </>
  );
}

function Poster({ recording, playable }: { recording: Recording; playable: boolean }) {
  const poster = recording.files.find(({ poster }) => poster)?.poster;
  return (
    <span class="recording-poster" aria-hidden="true">
      {poster && <img src={poster} alt="" loading="lazy" />}
      {playable && <Icon name="play" />}
      {recording.state === 'recording' && <span class="rec-dot" />}
    </span>
  );
}

/** When, how long, how large. */
function Facts({ recording }: { recording: Recording }) {
  const { from, state, duration, size, recovered, marks } = recording;
  const now = useNow(state === 'recording');
  const length = state === 'recording' ? Math.max(0, now - from) : duration;
  return (
    <span class="recording-facts">
      <span>{moment(from)}</span>
      <span data-length={Math.floor(length / 1000)}>
        <span class="hidden">{t('recordings.length')} </span>
        {clock(length)}
      </span>
      {size > 0 && state !== 'recording' && <span>{sizeOf(size, language.value)}</span>}
      {marks.length > 0 && (
        <span class="with-mark">
          <Icon name="flag" />
          {t('recordings.marks', { count: marks.length })}
        </span>
      )}
      {recovered && (
        <span class="chip" title={t('recordings.recoveredText')}>
          {t('recordings.recovered')}
        </span>
      )}
    </span>
  );
}

function Progress({ recording }: { recording: Recording }) {
  const { state, progress, reason } = recording;
  if (state === 'recording')
    return (
      <p class="recording-state on">
        <span class="rec-dot" aria-hidden="true" />
        {t('recordings.running')}
      </p>
    );
  if (state === 'failed')
    return <p class="recording-state failed">{t('recordings.failed', { reason: t(reasonKey(reason)) })}</p>;
  if (isSettled(recording)) return null;
  return <Bar progress={progress} label={titleOf(recording)} />;
}

export function Bar({ progress, label }: { progress: number; label: string }) {
  const done = percent(progress);
  return (
    <div class="bar">
      <progress max={100} value={done} aria-label={t('recordings.making', { title: label })} />
      <span>{t('recordings.percent', { percent: done })}</span>
    </div>
  );
}

function File({ file, play }: { file: RecordedFile; play: () => void }) {
  const { id, state, progress, duration, size, url, reason } = file;
  const title = fileTitle(file);
  return (
    <li data-file={id} data-file-state={state} data-name={file.name}>
      <button
        class="file-play"
        data-action="play-file"
        disabled={state === 'failed'}
        aria-label={t('recordings.playFile', { title })}
        onClick={play}
      >
        <Icon name={file.what === 'screen' ? 'screen' : 'play'} />
        <span class="name">{title}</span>
      </button>
      {state === 'ready' && (
        <span class="hint">
          {clock(duration)} · {sizeOf(size, language.value)}
        </span>
      )}
      {state === 'failed' && <span class="hint wrong">{t(reasonKey(reason))}</span>}
      {(state === 'waiting' || state === 'joining') && <Bar progress={progress} label={title} />}
      {state === 'ready' && url && (
        <Download action="download" to={downloadOf(url)} label={t('recordings.downloadFile', { title })} />
      )}
    </li>
  );
}

/** The same file, to be kept instead of played. */
export function downloadOf(url: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}download=1`;
}

function Download({ action, to, label }: { action: string; to: string; label: string }) {
  return (
    <a class="plain" data-action={action} href={to} download aria-label={label} title={label}>
      <Icon name={action === 'zip' ? 'downloadAll' : 'download'} />
    </a>
  );
}

function Act({ action, icon, label, run }: { action: string; icon: IconName; label: string; run: () => void }) {
  return (
    <button class="plain" data-action={action} aria-label={label} title={label} onClick={run}>
      <Icon name={icon} />
    </button>
  );
}
