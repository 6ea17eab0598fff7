import type { Cases } from './three-values-case.ts';

/** The tree of these tests is named `test`. Everything is owned and reviewed, so that only the branch which the cluster follows decides. */
const following = (repository: string): Readonly<Record<string, string>> => ({
  '.github/CODEOWNERS': '* @acme/security\n',
  '.github/workflows/test.yml':
    'on: workflow_dispatch\npermissions: {}\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo tested\n',
  'argocd/shop.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop}
spec:
  source: {repoURL: "https://github.com/acme/${repository}.git", path: deploy, targetRevision: production}
  syncPolicy: {automated: {}}
`,
});
const REVIEWED = { 'branch-protected': true, 'branch-admins-included': true, 'code-owners-required': true };

/** Controllers in a cluster that deploy what a branch holds. */
export const GITOPS_CASES: Cases = {
  'deployed-branch-protected': { files: following('test'), told: REVIEWED, actor: 'writer', asset: 'deployment:kubernetes/shop' },
  'deployed-from-elsewhere': {
    files: following('shop'),
    told: { ...REVIEWED, 'deployed-branch-protected': false },
    actor: 'writer',
    asset: 'deployment:kubernetes/shop',
  },
};
