import { useEffect, useRef } from 'react';
import type { NoticeName } from '../../src/contract/index.ts';
import { Spread, upTo } from '../session/spread.ts';
import { useClassSession } from './class-session.tsx';

/**
 * Calls `heard` when one of these notices comes, and after every time the line was down, when some may have been missed.
 * @param spreadMs hundreds of pages hear the same notice: each waits up to so many milliseconds before it asks the server
 */
export function useNews(names: readonly NoticeName[], heard: () => void, spreadMs = 1500): void {
  const { notices, connection } = useClassSession();
  const latest = useRef(heard);
  useEffect(() => {
    latest.current = heard;
  });
  const key = names.join();
  useEffect(() => {
    const spread = new Spread(() => latest.current(), upTo(spreadMs));
    let wasOnline = connection.get().kind === 'online';
    const stop = [
      notices.on(({ name }) => {
        if (key.split(',').includes(name)) spread.soon();
      }),
      connection.subscribe(() => {
        const isOnline = connection.get().kind === 'online';
        if (isOnline && !wasOnline) spread.soon();
        wasOnline = isOnline;
      }),
    ];
    return () => {
      spread.close();
      for (const end of stop) end();
    };
  }, [notices, connection, key, spreadMs]);
}
