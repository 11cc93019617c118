/** Who may import whom (docs/architecture.md). A feature is one of these folders. */
const features =
  '(identity|course|schedule|materials|readiness|messages|classroom|patrol|attendance|quiz|score|reflection|feedback|help)';
const adapters = '(media|signaling|http|store|cluster)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'lib-and-contract-import-nobody',
      severity: 'error',
      from: { path: '^src/(lib|contract)/' },
      to: { path: '^src/', pathNot: ['^src/lib/', '^src/contract/'] },
    },
    {
      name: 'contract-is-zod-only',
      comment: 'The client imports the contract: nothing of Node or of the server may come with it.',
      severity: 'error',
      from: { path: '^src/contract/' },
      to: { pathNot: ['^src/contract/', 'node_modules/zod/'] },
    },
    {
      name: 'features-do-not-reach-into-each-other',
      severity: 'error',
      from: { path: `^src/${features}/` },
      to: { path: `^src/${features}/`, pathNot: '^src/$1/' },
    },
    {
      name: 'features-see-ports-only',
      comment:
        'Table definitions (store/schema) and the audit entry are the part of the store that repositories are written against.',
      severity: 'error',
      from: { path: `^src/${features}/` },
      to: {
        path: `^src/${adapters}/`,
        pathNot: [
          '^src/(media|store|cluster)/port\\.ts$',
          '^src/store/schema/',
          '^src/store/(audit|positions)\\.ts$',
        ],
      },
    },
    {
      name: 'adapters-do-not-import-each-other-or-features',
      severity: 'error',
      from: { path: `^src/${adapters}/` },
      to: {
        path: `^src/(${adapters.slice(1, -1)}|${features.slice(1, -1)})/`,
        // One node or many concerns all of them.
        pathNot: ['^src/$1/', '^src/cluster/port\\.ts$'],
      },
    },
    {
      name: 'only-the-composition-root-knows-everybody',
      severity: 'error',
      from: { path: '^src/[a-z]+/' },
      to: { path: '^src/(main|app|features|score-sources|config|demo)\\.ts$' },
    },
    {
      name: 'only-media-knows-mediasoup',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/media/' },
      to: { path: 'node_modules/mediasoup/' },
    },
    {
      name: 'client-imports-only-the-contract',
      severity: 'error',
      from: { path: '^client/' },
      to: { path: '^(src|bench|test|scripts)/', pathNot: '^src/contract/' },
    },
    {
      name: 'session-has-no-framework',
      severity: 'error',
      from: { path: '^client/session/' },
      to: { path: ['^client/(hooks|views)/', 'node_modules/(react|react-dom|antd)/'] },
    },
    {
      name: 'views-do-not-skip-hooks',
      severity: 'error',
      from: { path: '^client/session/' },
      to: { path: '^client/views/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
