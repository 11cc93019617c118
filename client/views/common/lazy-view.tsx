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
  let fetched: ComponentType<Props> | undefined;
  let fetching: Promise<void> | undefined;
  const fetch = async (): Promise<void> => {
    try {
      const view = await load();
      await textsReady();
      fetched = view;
    } finally {
      // What did not come is fetched again when it is shown again.
      fetching = undefined;
    }
  };

  return function LazyView(props: Props): ReactNode {
    const fallback = useContext(Fallback);
    const [View, setView] = useState(() => fetched);
    useLayoutEffect(() => {
      if (View !== undefined) return undefined;
      let current = true;
      const show = (view: () => ComponentType<Props> | undefined): void => {
        if (current) setView(view);
      };
      fetching ??= fetch();
      fetching.then(
        () => show(() => fetched),
        (error: unknown) =>
          // Thrown while React renders, where boundaries catch it.
          show(() => {
            throw error;
          }),
      );
      return () => {
        current = false;
      };
    }, [View]);
    if (View === undefined) return fallback;
    return (
      <Fallback value={null}>
        <View {...props} />
      </Fallback>
    );
  };
}
