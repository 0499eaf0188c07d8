// A recording in the page: one person's picture and sound at a time, with the marks along it, and everyone else a click
// away at the same moment. What is not joined yet is made first, and plays as soon as it is there.
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../base/i18n';
import { clock, firstToPlay, momentOf, nextFile, placeOf, ticksOf, type Tick } from '../../room/reel';
import { reasonKey, type Shelf } from '../../room/shelf';
import type { RecordedFile, Recording } from '../../signal/recording';
import { Avatar } from '../avatar';
import { Dialog } from '../dialog';
import { Icon } from '../icons';
import { Bar, downloadOf } from './entry';
import { fileTitle, titleOf } from './words';

/** What plays: which recording, and which file of it if one was chosen. */
export interface Choice {
  id: string;
  file?: string;
}

/** An address that has grown old is renewed once in so many milliseconds, what is broken is not asked for without end. */
const RENEW_AGAIN_MS = 30_000;

export function Player({ shelf, choice, close }: { shelf: Shelf; choice: Choice; close: () => void }) {
  const recording = shelf.find(choice.id);
  const [chosen, setChosen] = useState(choice.file ?? (recording && firstToPlay(recording)?.id));
  /** The moment of the class that is seen, so that the next one is seen at the same. */
  const at = useRef<number | null>(null);
  const file = recording?.files.find(({ id }) => id === chosen) ?? (recording && firstToPlay(recording));
  const waits = file?.state === 'waiting' || file?.state === 'joining';
  useEffect(() => {
    if (waits && file) void shelf.first(choice.id, file.id);
  }, [file?.id, waits]);
  if (!recording || !file) return null;
  return (
    <Dialog title={titleOf(recording)} close={close} class="wide player">
      {file.state === 'ready' && file.url ? (
        <Reel key={file.id} shelf={shelf} recording={recording} file={file} at={at} />
      ) : (
        <Coming file={file} />
      )}
      <Line recording={recording} file={file} choose={setChosen} />
      {recording.files.length > 1 && <People recording={recording} file={file} choose={setChosen} />}
      <div class="actions">
        <button class="button primary" data-action="player-close" onClick={close}>
          {t('panel.close')}
        </button>
      </div>
    </Dialog>
  );
}

interface ChoiceProps {
  recording: Recording;
  /** What plays. */
  file: RecordedFile;
  choose: (id: string) => void;
}

/** Who is seen, who comes next, and the file to be kept. */
function Line({ recording, file, choose }: ChoiceProps) {
  const next = nextFile(recording, file.id);
  return (
    <div class="player-line">
      <strong data-playing={file.name}>{fileTitle(file)}</strong>
      <span class="space" />
      {next && (
        <button class="button small" data-action="next-person" onClick={() => choose(next.id)}>
          {t('player.next', { title: fileTitle(next) })}
          <Icon name="next" />
        </button>
      )}
      {file.url && (
        <a class="button small" data-action="download-playing" href={downloadOf(file.url)} download>
          <Icon name="download" />
          {t('recordings.download')}
        </a>
      )}
    </div>
  );
}

function People({ recording, file, choose }: ChoiceProps) {
  return (
    <ul class="player-people" aria-label={t('player.people')}>
      {recording.files.map((each) => (
        <li key={each.id}>
          <button
            class="chip-button"
            aria-pressed={each.id === file.id}
            disabled={each.state === 'failed'}
            data-person-file={each.name}
            onClick={() => choose(each.id)}
          >
            {each.what === 'screen' && <Icon name="screen" />}
            <span class="name">{fileTitle(each)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** In place of what is still being made. */
function Coming({ file }: { file: RecordedFile }) {
  return (
    <div class="reel coming" data-coming={file.state}>
      {file.state === 'failed' ? (
        <p role="alert">{t(reasonKey(file.reason))}</p>
      ) : (
        <>
          <p role="status">{t('player.coming')}</p>
          <Bar progress={file.progress} label={fileTitle(file)} />
        </>
      )}
    </div>
  );
}

interface ReelProps {
  shelf: Shelf;
  recording: Recording;
  file: RecordedFile;
  at: { current: number | null };
}

function Reel({ shelf, recording, file, at }: ReelProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [seconds, setSeconds] = useState(0);
  const [blind, setBlind] = useState(false);
  const { source, broken, renew } = useSource(shelf, recording.id, file);
  const ticks = ticksOf(recording, file);
  const seek = (to: number) => {
    const element = video.current;
    if (!element) return;
    element.currentTime = to;
    void element.play().catch(() => undefined);
  };
  return (
    <>
      <div class="reel-frame">
        <video
          ref={video}
          class="reel"
          src={source}
          {...(file.poster ? { poster: file.poster } : {})}
          aria-label={t('player.of', { title: fileTitle(file) })}
          controls
          autoPlay
          playsInline
          onLoadedMetadata={({ currentTarget }) => {
            setBlind(currentTarget.videoWidth === 0);
            if (at.current !== null) currentTarget.currentTime = placeOf(at.current, recording, file);
          }}
          onTimeUpdate={({ currentTarget }) => {
            setSeconds(currentTarget.currentTime);
            at.current = momentOf(currentTarget.currentTime, recording, file);
          }}
          onError={renew}
        />
        {blind && <Avatar name={file.name} />}
      </div>
      {broken && (
        <p class="error" role="alert">
          {t('player.broken')}
        </p>
      )}
      {ticks.length > 0 && <Marks ticks={ticks} now={seconds} length={file.duration / 1000} seek={seek} />}
    </>
  );
}

/** The address stays while it plays, however often the list is renewed; what has grown old is replaced by a new one. */
function useSource(shelf: Shelf, id: string, file: RecordedFile) {
  const [source, setSource] = useState(file.url ?? '');
  const [broken, setBroken] = useState(false);
  const renewedAt = useRef(-Infinity);
  const renew = () => {
    if (performance.now() - renewedAt.current < RENEW_AGAIN_MS) return setBroken(true);
    renewedAt.current = performance.now();
    void shelf.load().then(() => {
      const recording = shelf.list.peek().find((each) => each.id === id);
      const fresh = recording?.files.find((each) => each.id === file.id);
      if (fresh?.url && fresh.url !== source) setSource(fresh.url);
      else setBroken(true);
    });
  };
  return { source, broken, renew };
}

interface MarksProps {
  ticks: Tick[];
  now: number;
  length: number;
  seek: (seconds: number) => void;
}

/** The marks along the whole length, and below it one after another with their names. */
function Marks({ ticks, now, length, seek }: MarksProps) {
  const to = ({ currentTarget, clientX }: MouseEvent & { currentTarget: HTMLElement }) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    seek(Math.min(1, Math.max(0, (clientX - left) / width)) * length);
  };
  return (
    <section class="marks" aria-label={t('player.marks')}>
      {/* With a pointer; the list below and the player's own controls are for everyone. */}
      <div class="marks-line" aria-hidden="true" onClick={to}>
        <span class="marks-now" style={{ width: `${(100 * now) / length}%` }} />
        {ticks.map(({ id, share, label }) => (
          <span key={id} class="marks-tick" title={label} style={{ left: `${100 * share}%` }} />
        ))}
      </div>
      <ul>
        {ticks.map((tick) => (
          <li key={tick.id}>
            <button class="chip-button" data-mark={tick.label} onClick={() => seek(tick.seconds)}>
              <Icon name="flag" />
              <span class="count">{clock(tick.seconds * 1000)}</span>
              <span class="name">{tick.label || t('recording.markTitle')}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
