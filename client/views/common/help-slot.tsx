import { useContext, type ReactElement } from 'react';
import { ClassSessionContext } from '../../hooks/class-session-context.ts';
import { lazyView, Pending } from './lazy-view.tsx';

// After the first load: nobody needs help before there is something to see.
const HelpButton = lazyView(async () => (await import('../help/help-button.tsx')).HelpButton);

/** Where every page of a session has its way to help. Nothing on pages that belong to nobody yet. */
export function HelpSlot(): ReactElement | null {
  const session = useContext(ClassSessionContext);
  if (session === null) return null;
  return (
    <Pending fallback={null}>
      <HelpButton />
    </Pending>
  );
}
