// Everything behind /r/NUMBER: what is known of the room, the preview, waiting to be let in, the room itself, and the
// page after it.
import { useEffect, useState } from 'preact/hooks';
import { release } from '../media/devices';
import { refusalOf } from '../room/refusal';
import { comeBack, current, enter, forget, lookAt, type Arrival, type Door } from '../room/visit';
import { WireError } from '../signal/types';
import { EndPage } from './end';
import { ConsentInRoom } from './entry/consentdialog';
import { Preview } from './entry/preview';
import { Admission, WaitingPage } from './entry/waiting';
import { lazily } from './lazy';
import { Loading, Meanwhile } from './loading';
import { CentredPage } from './parts';

const loadRoomPage = async () => (await import('./roompage')).RoomPage;
const RoomPage = lazily(loadRoomPage, Meanwhile);

export function RoomDoor({ number }: { number: string }) {
  const [failure, setFailure] = useState<string | null>(null);
  useState(() => comeBack(number));
  const room = current.value;
  const [door, setDoor] = useState<Door | null>(null);
  useDoor(number, room === null && failure === null, setDoor, setFailure);
  useGoing();

  const come = (arrival: Arrival) => tryToEnter(number, arrival, setFailure);
  const again = () => {
    room?.connection.stop();
    forget();
    setDoor(null);
    setFailure(null);
  };

  const reason = failure ?? room?.ended.value?.reason;
  if (reason) return <EndPage reason={reason} room={failure === null ? room : null} again={again} />;
  return (
    <>
      {!room && (door ? <Preview number={number} door={door} enter={come} /> : <Asking />)}
      {room && (room.waiting.value ? <WaitingPage room={room} title={door?.facts?.room.title} /> : <RoomPage room={room} />)}
      {room && <ConsentInRoom room={room} />}
      <Admission room={room} />
    </>
  );
}

function Asking() {
  return (
    <CentredPage>
      <Loading />
    </CentredPage>
  );
}

/** Whatever happens behind the door, who goes away takes everything along. */
function useGoing(): void {
  useEffect(() => {
    // The preview's few seconds are enough to fetch the room's scripts.
    void loadRoomPage().catch(() => undefined);
    return () => {
      current.peek()?.connection.stop();
      forget();
      release();
    };
  }, []);
}

/** Asks what is known of the room, whenever it is wanted. */
function useDoor(
  number: string,
  wanted: boolean,
  known: (door: Door) => void,
  failed: (reason: string) => void,
): void {
  useEffect(() => {
    if (!wanted) return;
    let here = true;
    lookAt(number).then(
      (door) => here && known(door),
      (error: unknown) => here && failed(reasonOf(error)),
    );
    return () => void (here = false);
  }, [number, wanted]);
}

/** A wrong PIN is the preview's affair; every other refusal has a page of its own. */
async function tryToEnter(number: string, arrival: Arrival, fail: (reason: string) => void): Promise<boolean> {
  try {
    await enter(number, arrival);
    return true;
  } catch (error) {
    const reason = reasonOf(error);
    if (reason !== 'pin') fail(reason);
    return false;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof WireError ? refusalOf(error, 'ticket') : 'internal';
}
