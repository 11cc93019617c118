import {
  createContext,
  useContext,
  useLayoutEffect,
  useState,
  type ComponentType,
  type ReactNode,
} from 'react';
import { textsReady } from '../../i18n/index.ts';

const Fallback = createContext<ReactNode>(null);

/**
 * Says what stands in place of a view within that is still being fetched. React's `Suspense` would do so, but holds every view
 * back until 300 ms after it last showed a fallback (`FALLBACK_THROTTLE_MS`), within each other once more each time: a page whose
 * files are in the cache would take half a second for nothing.
 */
export function Pending({ fallback, children }: { fallback: ReactNode; children: ReactNode }): ReactNode {
  return <Fallback value={fallback}>{children}</Fallback>;
}

/**
 * A component whose file is fetched when it is first shown. It brings its texts: it appears once they are here in the language that
 * is shown. When it does not come, the nearest error boundary is told.
 */
export function lazyView<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let View: ComponentType<Props> | undefined;
  let fetching: Promise<void> | undefined;
  const fetchOnce = (): Promise<void> => {
    fetching ??= load().then(async (view) => {
      await textsReady();
      View = view;
    });
    return fetching;
  };

  return function LazyView(props: Props): ReactNode {
    const fallback = useContext(Fallback);
    const [state, setState] = useState<{ error: unknown } | 'fetching' | 'here'>(
      View === undefined ? 'fetching' : 'here',
    );
    useLayoutEffect(() => {
      if (state !== 'fetching') return undefined;
      let current = true;
      fetchOnce().then(
        () => {
          if (current) setState('here');
        },
        (error: unknown) => {
          fetching = undefined;
          if (current) setState({ error });
        },
      );
      return () => {
        current = false;
      };
    }, [state]);
    if (typeof state === 'object') throw state.error;
    if (View === undefined) return fallback;
    return (
      <Fallback value={null}>
        <View {...props} />
      </Fallback>
    );
  };
}
