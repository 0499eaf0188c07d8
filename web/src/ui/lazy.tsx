// Parts of the page that are not needed at once: loaded when they are shown for the first time.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | null = null;
  return function Lazy(props: Props) {
    const [, redraw] = useState(0);
    useEffect(() => {
      let gone = false;
      // Without a connection it is tried again when it is shown again.
      if (!loaded)
        load().then(
          (Component) => {
            loaded = Component;
            if (!gone) redraw(1);
          },
          () => undefined,
        );
      return () => {
        gone = true;
      };
    }, []);
    const Component = loaded;
    return Component ? <Component {...props} /> : null;
  };
}
