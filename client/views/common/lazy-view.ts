import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import { textsReady } from '../../i18n/index.ts';

/** React's `lazy` for a component that brings its texts: it appears once they are here in the language that is shown. */
export function lazyView<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => {
    const view = await load();
    await textsReady();
    return { default: view };
  });
}
