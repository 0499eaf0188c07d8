// Everything behind /r/NUMBER: preview, the room itself, and the page after it.
import { useEffect, useState } from 'preact/hooks';
import { release } from '../media/devices';
import { comeBack, current, enter, forget } from '../room/visit';
import { WireError } from '../signal/types';
import { EndPage } from './end';
import { Preview } from './preview';
import { RoomPage } from './roompage';

export function RoomDoor({ number }: { number: string }) {
  const [failure, setFailure] = useState<string | null>(null);
  useState(() => comeBack(number));
  const room = current.value;

  useEffect(() => {
    return () => {
      current.peek()?.connection.stop();
      forget();
      release();
    };
  }, []);

  const come = (name: string) =>
    enter(number, name).catch((error: unknown) =>
      setFailure(error instanceof WireError ? error.wireName : 'internal'),
    );
  const again = () => {
    forget();
    setFailure(null);
  };

  const reason = failure ?? room?.ended.value?.reason;
  if (reason) return <EndPage reason={reason} again={again} />;
  return room ? <RoomPage room={room} /> : <Preview number={number} enter={come} />;
}
