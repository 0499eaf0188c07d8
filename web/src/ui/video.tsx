import { useEffect, useMemo, useRef } from 'preact/hooks';

/** One picture without sound: `track` of our own camera, or the `stream` of a slot. */
export function Video({
  track,
  stream,
  label,
  mirrored = false,
}: {
  track?: MediaStreamTrack | null;
  stream?: MediaStream | undefined;
  label: string;
  mirrored?: boolean;
}) {
  const element = useRef<HTMLVideoElement>(null);
  const own = useMemo(() => (track ? new MediaStream([track]) : null), [track]);
  useEffect(() => {
    if (element.current) element.current.srcObject = stream ?? own;
  }, [stream, own]);
  return (
    <video ref={element} class={mirrored ? 'mirrored' : ''} aria-label={label} muted autoPlay playsInline />
  );
}
