import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precompress } from './build/precompress.ts';

export default defineConfig({
  root: import.meta.dirname,
  // Deep addresses such as /screen/abc load the same index.html: assets must not be relative to them.
  base: '/',
  plugins: [react(), precompress()],
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    manifest: true,
    target: ['chrome107', 'edge107', 'firefox115', 'safari16'],
    // The organiser's component kit is one large chunk that no phone ever loads.
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // React changes seldom and every page needs it: one file that stays in the cache over releases.
            {
              name: 'framework',
              test: /node_modules[\\/](?:react|react-dom|scheduler|i18next|react-i18next)[\\/]/,
              priority: 20,
            },
            {
              name: 'media',
              test: /node_modules[\\/](?:mediasoup-client|sdp-transform|h264-profile-level-id|awaitqueue|ua-parser-js|fake-mediastreamtrack)[\\/]/,
              priority: 10,
            },
          ],
        },
      },
    },
  },
});
