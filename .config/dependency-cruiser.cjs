// The top-level folders of src-main and which of them may import which.
const room = (name) => `^src-main/${name}/`;
const mayImport = (name, ...allowed) => ({
  name: `${name}-imports`,
  severity: 'error',
  comment: `src-main/${name} may import ${allowed.join(', ') || 'no other folder'}`,
  from: { path: room(name) },
  to: { path: '^src-', pathNot: [name, ...allowed].map(room) },
});
const onlyIn = (name, packages, from) => ({
  name,
  severity: 'error',
  from: { path: '^src-', pathNot: from },
  to: { path: packages },
});
const isPure = (name, ...packages) => ({
  name: `${name}-is-pure`,
  severity: 'error',
  comment: `src-main/${name} uses neither Node nor the DOM, and no package but ${['zod', ...packages].join(', ')}`,
  from: { path: room(name) },
  to: {
    dependencyTypes: ['core', 'npm', 'npm-dev'],
    pathNot: `node_modules/(${['zod', ...packages].join('|')})/`,
  },
});

/** The sub-folders of a folder, each with those of them that it may import. */
const insideOf = (name, folders) =>
  Object.entries(folders).map(([folder, allowed]) => ({
    name: `${name}-${folder}-imports`,
    severity: 'error',
    comment: `src-main/${name}/${folder} may import ${allowed.join(', ') || 'no other folder of it'}`,
    from: { path: room(`${name}/${folder}`) },
    to: {
      path: room(name),
      pathNot: [folder, ...allowed].map((other) => room(`${name}/${other}`)),
    },
  }));

module.exports = {
  forbidden: [
    ...insideOf('engine', {
      ops: [],
      model: ['ops'],
      optimizers: ['model'],
      unroll: ['model', 'ops'],
      feed: ['unroll', 'model', 'ops'],
      pass: ['feed', 'unroll', 'model', 'ops'],
      step: ['pass', 'feed', 'unroll', 'optimizers', 'model', 'ops'],
      run: ['step', 'pass', 'feed', 'unroll', 'optimizers', 'model', 'ops'],
    }),
    ...insideOf('tensorflow', {
      backend: [],
      graph: ['backend'],
      ops: ['graph', 'backend'],
      runtime: ['backend'],
    }),
    mayImport('spec'),
    mayImport('analysis', 'spec'),
    mayImport('chart', 'spec', 'analysis'),
    mayImport('diagram', 'spec'),
    mayImport('api', 'spec'),
    mayImport('files', 'spec'),
    mayImport('data', 'spec', 'files'),
    mayImport('tensorflow', 'spec', 'files'),
    mayImport('engine', 'spec', 'files', 'data', 'tensorflow'),
    mayImport('storage', 'spec', 'analysis', 'files', 'api'),
    // Of data, the reading of tables: curves come in as text of any encoding and layout, as data sets do.
    mayImport('exchange', 'spec', 'analysis', 'chart', 'diagram', 'files', 'data', 'storage'),
    {
      name: 'training-worker-imports',
      severity: 'error',
      from: { path: '^src-main/training/worker' },
      to: {
        path: '^src-',
        pathNot: ['training', 'spec', 'files', 'engine', 'data', 'tensorflow'].map(room),
      },
    },
    {
      name: 'training-manager-imports',
      severity: 'error',
      from: { path: room('training'), pathNot: '^src-main/training/worker' },
      to: {
        path: '^src-',
        pathNot: ['training', 'spec', 'analysis', 'files', 'storage', 'api'].map(room),
      },
    },
    mayImport('cluster', 'spec', 'files', 'storage'),
    mayImport('server', 'spec', 'files', 'api', 'storage', 'training', 'service'),
    mayImport(
      'service',
      'spec',
      'analysis',
      'chart',
      'diagram',
      'files',
      'api',
      'storage',
      'exchange',
      'training',
      'cluster',
      'data',
      'tensorflow',
    ),
    mayImport('app', 'spec', 'api', 'storage', 'training', 'service'),
    {
      name: 'editor-imports',
      severity: 'error',
      comment: 'editor imports neither components nor the canvas',
      from: { path: '^src-renderer/editor/' },
      to: { path: ['\\.svelte$', '^src-renderer/canvas/', 'node_modules/@xyflow/'] },
    },
    {
      name: 'renderer-imports',
      severity: 'error',
      comment: 'the window imports only spec, analysis, chart, diagram and api of src-main',
      from: { path: '^src-renderer/' },
      to: {
        path: '^src-main/',
        pathNot: ['spec', 'analysis', 'chart', 'diagram', 'api'].map(room),
      },
    },
    {
      name: 'cli-imports',
      severity: 'error',
      comment: 'the command line may import every folder of src-main but app',
      from: { path: room('cli') },
      to: { path: ['^src-main/app/', '^src-renderer/'] },
    },
    {
      name: 'cli-stands-on-top',
      severity: 'error',
      from: { path: '^src-', pathNot: ['^src-main/cli\\.ts$', room('cli')] },
      to: { path: '^src-main/cli' },
    },
    isPure('spec'),
    isPure('analysis', 'jsep', 'rfc6902'),
    isPure('chart'),
    isPure('diagram', '@dagrejs/dagre'),
    isPure('api'),
    onlyIn('electron-only-in-app', 'node_modules/electron(-store)?/', '^src-main/app/'),
    onlyIn('tensors-only-in-engine', 'node_modules/@tensorflow', '^src-main/(engine|tensorflow)/'),
    {
      name: 'no-cycles',
      severity: 'error',
      // A recursive component imports itself, which is no cycle between modules.
      from: { path: '(.+)' },
      to: { circular: true, pathNot: '^$1$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types', 'svelte'],
      extensions: ['.ts', '.js', '.svelte', '.json'],
    },
  },
};
