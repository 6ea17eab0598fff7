// The layers of ARCHITECTURE.md: imports point one way. analyze.ts, index.ts and cli/ alone see all.
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  comment: `src/${from}/ may import only ${allowed.join(', ')}`,
  from: { path: `^src/${from}/` },
  to: { path: '^src/', pathNot: `^src/(${[from, ...allowed].join('|')})/` },
});

module.exports = {
  forbidden: [
    only('source-is-the-ground', 'source', []),
    only('pipeline-knows-source', 'pipeline', ['source']),
    only('knowledge-knows-pipeline', 'knowledge', ['pipeline', 'source']),
    only('settings-know-pipeline', 'settings', ['pipeline', 'source']),
    only('readers-know-no-reasoning', 'read', ['pipeline', 'knowledge', 'source']),
    only('rules-know-no-reader', 'reason', ['pipeline', 'knowledge', 'settings', 'source']),
    only('controls-know-no-format', 'advise', ['reason', 'pipeline', 'knowledge', 'settings', 'source']),
    only('formats-know-the-report', 'show', ['advise', 'reason', 'pipeline', 'settings', 'source']),
    {
      name: 'one-ci-system-a-folder',
      severity: 'error',
      comment: 'A reader never imports another reader; what they share is in read/common.',
      from: { path: '^src/read/([^/]+)/' },
      to: { path: '^src/read/', pathNot: ['^src/read/$1/', '^src/read/common/'] },
    },
    {
      name: 'solve-runs-in-a-browser',
      severity: 'error',
      comment: 'The solver is bundled into the map: no Node modules.',
      from: { path: '^src/reason/' },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'no-circles', severity: 'error', from: { pathNot: '^src/reason/rules/' }, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
  ],
  options: { tsConfig: { fileName: 'tsconfig.json' }, tsPreCompilationDeps: true, doNotFollow: { path: 'node_modules' }, enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] } },
};
