import type { ControlKind } from '../control.ts';
import { ofRule, remedy, sites, stepPlace } from './common.ts';

export const noUploadOfWorkspace = {
  kind: 'no-upload-of-workspace',
  family: 'least-privilege',
  scope: 'step',
  title: 'Upload the result, not the workspace',
  why: 'Everybody who can read the run can download its artifacts. Named files hold no configuration, history or credentials by accident.',
  references: [{ title: 'actions/upload-artifact', url: 'https://github.com/actions/upload-artifact#usage' }],
  cost: 1,
  ...ofRule('artifact/uploaded-credentials', stepPlace),
  remedy: (transitions) =>
    remedy(
      `At ${sites(transitions)}: name the files or the folder of results, and leave hidden files out.`,
      'with:',
      '  path: dist/',
      '  include-hidden-files: false',
    ),
} satisfies ControlKind;
