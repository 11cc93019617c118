import { Mediasoup, startMedia } from '../support/media.ts';
import { mediaSuite } from './media.ts';

mediaSuite('on one node', async () => {
  const mediasoup = new Mediasoup();
  const media = await startMedia();
  const sum = (of: 'transports' | 'consumers') => media.load().reduce((total, one) => total + one[of], 0);
  return {
    media,
    load: () => ({ transports: sum('transports'), consumers: sum('consumers') }),
    held: async () => (await mediasoup.consumerIds()).length,
    close: () => media.close(),
  };
});
