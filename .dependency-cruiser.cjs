/** The rules of the layout: data flows http -> feature -> encoder/index -> store. */
const features =
  'text|inference|encoder|posts|index|ontology|normalize|impact|evaluation|feedback|shadow|jobs|store|http';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'text-stands-alone',
      severity: 'error',
      from: { path: '^src/text/' },
      to: { path: '^src/', pathNot: '^src/text/' },
    },
    {
      name: 'features-meet-at-their-index',
      comment: 'A feature is imported through its index.ts only; main, cli and compose included.',
      severity: 'error',
      from: { path: `^src/(${features})/`, pathNot: '^src/ontology/catalogue-(build|worker)\\.ts$' },
      to: { path: `^src/(${features})/`, pathNot: ['^src/$1/', `^src/(${features})/index\\.ts$`] },
    },
    {
      name: 'the-thread-that-reads-loads-no-database-library',
      comment:
        'It takes the catalogue and the files of the store alone, so that a source is read a second sooner.',
      severity: 'error',
      from: { path: '^src/ontology/catalogue-(build|worker)\\.ts$' },
      to: {
        path: `^src/(${features})/`,
        pathNot: ['^src/ontology/', `^src/text/index\\.ts$`, '^src/store/(catalogue|files)\\.ts$'],
      },
    },
    {
      name: 'outside-comes-in-by-the-index-too',
      severity: 'error',
      from: { path: '^src/[^/]+\\.ts$|^src/cli/' },
      to: { path: `^src/(${features})/`, pathNot: `^src/(${features})/(index|app)\\.ts$` },
    },
    {
      name: 'only-compose-knows-http',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/http/', '^src/compose\\.ts$'] },
      to: { path: '^src/http/' },
    },
    {
      name: 'nothing-stands-on-impact-but-the-edges',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/(impact|http|cli)/', '^src/(compose|core)\\.ts$'] },
      to: { path: '^src/impact/' },
    },
    {
      name: 'store-is-the-bottom',
      severity: 'error',
      from: { path: '^src/(store|inference|encoder|index)/' },
      to: { path: '^src/(posts|ontology|normalize|impact|evaluation|feedback|shadow|jobs|http|cli)/' },
    },
    {
      name: 'onnxruntime-in-inference-and-some-of-index-only',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: ['^src/inference/', '^src/index/(exact|hubness|product)\\.ts$', '^src/learners/'],
      },
      to: { path: 'node_modules/onnxruntime-node' },
    },
    {
      name: 'hnswlib-in-hnsw-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/index/hnsw\\.ts$' },
      to: { path: 'node_modules/hnswlib-node' },
    },
    {
      name: 'database-drivers-in-store-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/store/' },
      to: { path: 'node_modules/(better-sqlite3|kysely)' },
    },
    {
      name: 'no-dev-dependencies-in-the-service',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'] },
    },
    { name: 'nothing-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
