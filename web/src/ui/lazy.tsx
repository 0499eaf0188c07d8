// Parts of the page that are not needed at once: loaded when they are shown for the first time.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** `Meanwhile` stands there until then; `failed`: it could not be loaded, and is tried again when it is shown again. */
export function lazily<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Meanwhile?: ComponentType<{ failed: boolean }>,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | null = null;
  return function Lazy(props: Props) {
    const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading');
    useEffect(() => {
      let here = true;
      const become = (now: 'ready' | 'failed') => here && setState(now);
      if (!loaded)
        load().then(
          (Component) => {
            loaded = Component;
            become('ready');
          },
          () => become('failed'),
        );
      return () => void (here = false);
    }, []);
    const Component = loaded;
    if (Component) return <Component {...props} />;
    return Meanwhile ? <Meanwhile failed={state === 'failed'} /> : null;
  };
}
