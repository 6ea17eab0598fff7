/** Tasks that build, test and install: they obey files of the workspace. */
import { type TaskEffect, type TaskKnowledge, task } from './knowledge.ts';

const builds = (tool: string, input?: string): TaskEffect => ({
  kind: 'execute',
  tool,
  how: `runs ${tool} in it`,
  ...(input === undefined ? {} : { in: [input] }),
});

export const BUILD_TASKS: readonly TaskKnowledge[] = [
  task('npm', 1, {
    connections: { customendpoint: 'registry', publishendpoint: 'publish' },
    effects: [
      {
        kind: 'install',
        manager: 'npm',
        ecosystem: 'npm',
        locked: false,
        runsScripts: true,
        in: ['workingdir'],
        when: [{ input: 'command', is: ['install'], default: 'install' }],
      },
      {
        kind: 'install',
        manager: 'npm',
        ecosystem: 'npm',
        locked: true,
        runsScripts: true,
        in: ['workingdir'],
        when: [{ input: 'command', is: ['ci'], default: 'install' }],
      },
      { ...builds('npm', 'workingdir'), when: [{ input: 'command', is: ['install', 'ci', 'custom', 'publish'], default: 'install' }] },
      {
        kind: 'publish',
        type: 'npm',
        connection: ['publishendpoint'],
        in: ['workingdir'],
        when: [
          { input: 'command', is: ['publish'], default: 'install' },
          { input: 'publishregistry', is: ['useexternalregistry'], default: 'useexternalregistry' },
        ],
      },
      {
        kind: 'publish',
        type: 'npm',
        feed: true,
        in: ['workingdir'],
        when: [
          { input: 'command', is: ['publish'], default: 'install' },
          { input: 'publishregistry', is: ['usefeed'], default: 'useexternalregistry' },
        ],
      },
    ],
  }),
  task('nugetcommand', 2, {
    connections: { externalendpoints: 'registry', publishfeedcredentials: 'publish' },
    effects: [
      {
        kind: 'install',
        manager: 'nuget',
        ecosystem: 'nuget',
        locked: 'unknown',
        runsScripts: false,
        when: [{ input: 'command', is: ['restore'], default: 'restore' }],
      },
      {
        kind: 'publish',
        type: 'nuget',
        connection: ['publishfeedcredentials'],
        when: [
          { input: 'command', is: ['push'], default: 'restore' },
          { input: 'nugetfeedtype', is: ['external'], default: 'internal' },
        ],
      },
      {
        kind: 'publish',
        type: 'nuget',
        feed: true,
        when: [
          { input: 'command', is: ['push'], default: 'restore' },
          { input: 'nugetfeedtype', is: ['internal'], default: 'internal' },
        ],
      },
    ],
  }),
  task('dotnetcorecli', 2, {
    connections: { externalendpoint: 'publish', publishfeedcredentials: 'publish' },
    effects: [
      { ...builds('dotnet', 'projects'), when: [{ input: 'command', is: ['build', 'test', 'publish', 'pack', 'run', 'custom'], default: 'build' }] },
      {
        kind: 'install',
        manager: 'dotnet',
        ecosystem: 'nuget',
        locked: 'unknown',
        runsScripts: false,
        when: [{ input: 'command', is: ['restore', 'build', 'test'], default: 'build' }],
      },
      {
        kind: 'publish',
        type: 'nuget',
        connection: ['publishfeedcredentials'],
        when: [
          { input: 'command', is: ['push'], default: 'build' },
          { input: 'nugetfeedtype', is: ['external'], default: 'internal' },
        ],
      },
      {
        kind: 'publish',
        type: 'nuget',
        feed: true,
        when: [
          { input: 'command', is: ['push'], default: 'build' },
          { input: 'nugetfeedtype', is: ['internal'], default: 'internal' },
        ],
      },
    ],
  }),
  task('gradle', 3, { effects: [builds('gradle', 'workingdirectory')] }),
  task('maven', 4, { effects: [builds('mvn')] }),
  task('ant', 1, { effects: [builds('ant')] }),
  task('msbuild', 1, { effects: [builds('msbuild')] }),
  task('vsbuild', 1, { effects: [builds('msbuild')] }),
  task('xamarinandroid', 1, { effects: [builds('msbuild')] }),
  task('vstest', 3, { effects: [builds('vstest')] }),
  task('cmake', 1, { effects: [builds('cmake')] }),
  task('gulp', 1, { effects: [builds('gulp')] }),
  task('grunt', 0, { effects: [builds('grunt')] }),
  task('xcode', 5, { effects: [builds('xcodebuild')] }),
  task('cocoapods', 0, { effects: [builds('pod'), { kind: 'install', manager: 'pod', ecosystem: 'other', locked: 'unknown', runsScripts: true }] }),
  task('go', 0, { effects: [{ ...builds('go'), when: [{ input: 'command', is: ['build', 'test', 'run', 'custom'], default: 'get' }] }] }),
  task('cargoauthenticate', 0, {}),
  task('dockercompose', 1, { connections: { dockerregistryendpoint: 'registry', azuresubscription: 'cloud' }, effects: [builds('docker compose')] }),
  task('cache', 2, { effects: [{ kind: 'cache' }] }),
];
