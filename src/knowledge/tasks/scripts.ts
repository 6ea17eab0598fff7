/** Tasks that run what they are given. */
import { type TaskKnowledge, task } from './knowledge.ts';

const AZURE = { azuresubscription: 'cloud', connectedservicename: 'cloud', connectedservicenamearm: 'cloud' } as const;

export const SCRIPT_TASKS: readonly TaskKnowledge[] = [
  task('bash', 3, {
    scripts: [{ input: ['script'], shell: 'bash', when: [{ input: 'targettype', is: ['inline'], default: 'filepath' }] }],
    files: [{ input: ['filepath'], shell: 'bash', arguments: ['arguments'], when: [{ input: 'targettype', is: ['filepath'], default: 'filepath' }] }],
    directory: ['workingdirectory'],
  }),
  task('powershell', 2, {
    scripts: [{ input: ['script'], shell: 'pwsh', when: [{ input: 'targettype', is: ['inline'], default: 'filepath' }] }],
    files: [{ input: ['filepath'], shell: 'pwsh', arguments: ['arguments'], when: [{ input: 'targettype', is: ['filepath'], default: 'filepath' }] }],
    directory: ['workingdirectory'],
  }),
  task('cmdline', 2, { scripts: [{ input: ['script'], shell: 'system' }], directory: ['workingdirectory'] }),
  task('batchscript', 1, { files: [{ input: ['filename'], shell: 'cmd', arguments: ['arguments'] }], directory: ['workingfolder'] }),
  task('shellscript', 2, { files: [{ input: ['scriptpath'], shell: 'bash', arguments: ['args'] }], directory: ['cwd'] }),
  task('pythonscript', 0, {
    scripts: [{ input: ['script'], shell: 'python', when: [{ input: 'scriptsource', is: ['inline'], default: 'filepath' }] }],
    files: [
      { input: ['scriptpath'], shell: 'python', arguments: ['arguments'], when: [{ input: 'scriptsource', is: ['filepath'], default: 'filepath' }] },
    ],
    directory: ['workingdirectory'],
  }),
  task('azurecli', 2, {
    connections: AZURE,
    scripts: [
      { input: ['inlinescript'], shell: { input: 'scripttype' }, when: [{ input: 'scriptlocation', is: ['inlinescript'], default: 'scriptpath' }] },
    ],
    files: [
      {
        input: ['scriptpath'],
        shell: { input: 'scripttype' },
        arguments: ['arguments', 'scriptarguments'],
        when: [{ input: 'scriptlocation', is: ['scriptpath'], default: 'scriptpath' }],
      },
    ],
    directory: ['workingdirectory', 'cwd'],
    effects: [{ kind: 'login', provider: 'Azure', to: 'cloud', connection: ['azuresubscription', 'connectedservicenamearm'] }],
  }),
  task('azurepowershell', 5, {
    connections: AZURE,
    scripts: [{ input: ['inline'], shell: 'pwsh', when: [{ input: 'scripttype', is: ['inlinescript'], default: 'filepath' }] }],
    files: [
      {
        input: ['scriptpath'],
        shell: 'pwsh',
        arguments: ['scriptarguments'],
        when: [{ input: 'scripttype', is: ['filepath'], default: 'filepath' }],
      },
    ],
    directory: ['workingdirectory'],
    effects: [
      { kind: 'login', provider: 'Azure', to: 'cloud', connection: ['azuresubscription', 'connectedservicenamearm', 'connectedservicename'] },
    ],
  }),
  task('ssh', 0, {
    connections: { sshendpoint: 'cloud' },
    scripts: [
      { input: ['commands'], shell: 'bash', when: [{ input: 'runoptions', is: ['commands'], default: 'commands' }] },
      { input: ['inline'], shell: 'bash', when: [{ input: 'runoptions', is: ['inline'], default: 'commands' }] },
    ],
    effects: [{ kind: 'deploy', what: 'host', name: ['sshendpoint'], connection: ['sshendpoint'] }],
  }),
];
