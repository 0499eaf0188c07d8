// Who was there and for how long, who of a pasted list was not, and both as a table for other programs.
import { useEffect, useId, useState } from 'preact/hooks';
import { language, t } from '../../base/i18n';
import { attendanceCsv, durationOf, namesFrom, type Attendance } from '../../room/attendance';
import { failureKey } from '../../room/notices';
import type { Room } from '../../room/room';
import { Dialog } from '../dialog';
import { Icon } from '../icons';
import { saveFile } from '../save';

const HEADS = ['name', 'role', 'from', 'to', 'time', 'visits'] as const;
const FRESH_MS = 15_000;

export function AttendanceDialog({ room, close }: { room: Room; close: () => void }) {
  const { attendance, failure, reload } = useAttendance(room);
  const [editing, setEditing] = useState(false);
  return (
    <Dialog title={t('attendance.title')} close={close} class="wide attendance">
      {failure && (
        <p class="error" role="alert">
          {failure}
        </p>
      )}
      {editing ? (
        <Roster
          room={room}
          done={() => {
            setEditing(false);
            reload();
          }}
        />
      ) : (
        attendance && <Table attendance={attendance} roster={room.order.roster.value.length} />
      )}
      {!editing && (
        <div class="actions">
          <button class="button" data-action="roster" onClick={() => setEditing(true)}>
            {t('attendance.roster')}
          </button>
          <button
            class="button"
            data-action="attendance-csv"
            disabled={!attendance}
            onClick={() => attendance && save(room, attendance)}
          >
            <Icon name="download" />
            {t('attendance.csv')}
          </button>
          <button class="button primary" onClick={close}>
            {t('panel.close')}
          </button>
        </div>
      )}
    </Dialog>
  );
}

function useAttendance(room: Room) {
  const [attendance, setAttendance] = useState<Attendance | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const reload = () => {
    room.ask<Attendance>('attendance.get').then(
      (answer) => {
        setAttendance(answer);
        setFailure(null);
      },
      (error: unknown) => setFailure(t(failureKey(error))),
    );
  };
  useEffect(() => {
    reload();
    const timer = setInterval(reload, FRESH_MS);
    return () => clearInterval(timer);
  }, []);
  return { attendance, failure, reload };
}

function Table({ attendance: { people, absent }, roster }: { attendance: Attendance; roster: number }) {
  const time = timeFormat();
  return (
    <>
      <div class="table-scroll" tabIndex={0} role="group" aria-label={t('attendance.title')}>
        <table>
          <thead>
            <tr>
              {HEADS.map((head) => (
                <th key={head} scope="col">
                  {t(`attendance.${head}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {people.map((person, index) => (
              <tr key={index} data-attended={person.name}>
                <th scope="row">{person.name}</th>
                <td>{t(`role.${person.role as 'host'}`)}</td>
                <td>{time(person.from)}</td>
                <td>{person.to === null ? t('attendance.present') : time(person.to)}</td>
                <td>{durationOf(person.seconds)}</td>
                <td>{person.visits}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {absent.length > 0 && (
        <section class="absent" data-absent={absent.join()}>
          <h3>{t('attendance.absentCount', { count: absent.length })}</h3>
          <p>{absent.join(' · ')}</p>
        </section>
      )}
      {absent.length === 0 && roster > 0 && <p class="hint">{t('attendance.complete')}</p>}
    </>
  );
}

function Roster({ room, done }: { room: Room; done: () => void }) {
  const [text, setText] = useState(room.order.roster.peek().join('\n'));
  const [failure, setFailure] = useState<string | null>(null);
  const id = useId();
  const submit = (event: Event) => {
    event.preventDefault();
    const names = namesFrom(text);
    room.ask('attendance.roster', { names }).then(
      () => {
        room.order.roster.value = names;
        done();
      },
      (error: unknown) => setFailure(t(failureKey(error))),
    );
  };
  return (
    <form onSubmit={submit}>
      <div class="field">
        <label for={id}>{t('attendance.rosterLabel')}</label>
        <textarea
          id={id}
          name="roster"
          rows={10}
          value={text}
          aria-describedby={`${id}-hint`}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <p class="hint" id={`${id}-hint`}>
          {t('attendance.rosterHint', { count: namesFrom(text).length })}
        </p>
      </div>
      {failure && (
        <p class="error" role="alert">
          {failure}
        </p>
      )}
      <div class="actions">
        <button type="button" class="button" onClick={done}>
          {t('attendance.back')}
        </button>
        <button class="button primary" data-action="roster-save">
          {t('attendance.save')}
        </button>
      </div>
    </form>
  );
}

function timeFormat(): (at: number) => string {
  const format = new Intl.DateTimeFormat(language.value, { hour: '2-digit', minute: '2-digit' });
  return (at) => format.format(at);
}

function save(room: Room, attendance: Attendance): void {
  const roles = attendance.people.map((person) => ({ ...person, role: t(`role.${person.role as 'host'}`) }));
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' });
  const heads = HEADS.map((head) => t(`attendance.${head}`));
  const time = (at: number) => format.format(at);
  const text = attendanceCsv({ ...attendance, people: roles }, heads, t('attendance.absent'), time);
  saveFile(`${room.info.peek()?.title ?? 'attendance'}.csv`, 'text/csv;charset=utf-8', text);
}
