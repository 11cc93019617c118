import { startMesh } from '../support/media-mesh.ts';
import { mediaSuite } from './media.ts';

mediaSuite('over three nodes', async () => {
  const mesh = await startMesh({ delayMs: 5 });
  const sum = (of: 'transports' | 'consumers') => mesh.load().reduce((total, one) => total + one[of], 0);
  mesh.net.anywhere = true;
  return {
    media: mesh.nodes[0].media,
    load: () => ({ transports: sum('transports'), consumers: sum('consumers') }),
    close: () => mesh.close(),
  };
});
