import type { ControlKind } from '../control.ts';
import { jobName, jobPlace, ofRule, remedy, sites } from './common.ts';

export const persistCredentialsFalse = {
  kind: 'persist-credentials-false',
  family: 'least-privilege',
  scope: 'job',
  title: 'Do not leave the token in the checkout',
  why: 'The checkout then holds no credential that could be uploaded or packed with it. Code that runs in the job can still reach the token in other ways; this guards what leaves the job.',
  references: [{ title: 'actions/checkout: persist-credentials', url: 'https://github.com/actions/checkout#usage' }],
  cost: 1,
  ...ofRule('artifact/uploaded-credentials', jobPlace),
  remedy: (transitions) =>
    remedy(
      `In ${jobName(transitions)}, whose workspace is uploaded at ${sites(transitions, 3, false)}: switch it off at the checkout.`,
      '- uses: actions/checkout@<full commit SHA>',
      '  with:',
      '    persist-credentials: false',
    ),
} satisfies ControlKind;
