import { useEffect, useState } from 'react';
import type { HandQueueView } from '../../src/contract/stage.ts';
import { useClassSession } from './class-session.tsx';
import { useConnection } from './use-connection.ts';

/** The queue of raised hands: asked for once and after every drop of the line, then as the server tells it. Null before. */
export function useHands(): HandQueueView | null {
  const { command, notices } = useClassSession();
  const online = useConnection().kind === 'online';
  const [queue, setQueue] = useState<HandQueueView | null>(null);
  useEffect(() => {
    if (!online) return undefined;
    let current = true;
    const stop = notices.on((notice) => {
      if (notice.name === 'hand.changed') setQueue(notice.data);
    });
    command('hand.list', {}).then(
      (answer) => {
        if (current) setQueue(answer);
      },
      // Without an answer the next notice brings the queue.
      () => undefined,
    );
    return () => {
      current = false;
      stop();
    };
  }, [command, notices, online]);
  return queue;
}
