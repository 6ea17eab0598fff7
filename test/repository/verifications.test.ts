import { describe, expect, it } from 'vitest';
import { readRepository } from '../../src/read/common/repository.ts';
import { pipelinePlaces, SYSTEMS } from '../../src/read/systems.ts';
import { memoryTree } from '../../src/source/files.ts';

const PLACES = pipelinePlaces(SYSTEMS);
const found = (manifest: string) =>
  readRepository(memoryTree({ 'deploy/policy.yaml': manifest }), PLACES).repository.verifications.map((v) => [v.what, v.span.line]);
const kyverno = (action: string) =>
  `apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: sign}\nspec:\n${action}  rules:\n    - verifyImages:\n        - imageReferences: ["*"]\n`;

describe('verifications', () => {
  it('lists Kyverno policies that enforce, not those that audit', () => {
    expect(found(kyverno('  validationFailureAction: Enforce\n'))).toEqual([['Kyverno policy sign', 8]]);
    expect(found(kyverno('  validationFailureAction: Audit\n'))).toEqual([]);
    expect(found(kyverno(''))).toEqual([]);
    expect(found(`${kyverno('')}          failureAction: Enforce\n`)).toHaveLength(1);
  });

  it('lists Sigstore policies, unless they warn or pass everything', () => {
    const policy = (spec: string) => `apiVersion: policy.sigstore.dev/v1beta1\nkind: ClusterImagePolicy\nmetadata: {name: p}\nspec: ${spec}\n`;
    expect(found(policy('{authorities: [{keyless: {}}]}'))).toEqual([['Sigstore image policy p', 4]]);
    expect(found(policy('{mode: warn, authorities: [{keyless: {}}]}'))).toEqual([]);
    expect(found(policy('{authorities: [{static: {action: pass}}]}'))).toEqual([]);
  });

  it('lists Flux and Argo CD verification', () => {
    expect(found('apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: a}\nspec:\n  verify: {provider: cosign}\n')).toEqual(
      [['Flux OCIRepository a', 5]],
    );
    expect(found('apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nspec: {url: x}\n')).toEqual([]);
    expect(found('apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: a}\nspec: {signatureKeys: [{keyID: X}]}\n')).toHaveLength(1);
    expect(found('apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nspec: {signatureKeys: []}\n')).toEqual([]);
  });

  it('lists Connaisseur and Binary Authorization, each document on its own', () => {
    const text =
      'validators: [{name: v, type: cosign}]\npolicy: [{pattern: "*:*", validator: v}]\n---\ndefaultAdmissionRule:\n  evaluationMode: REQUIRE_ATTESTATION\n  enforcementMode: ENFORCED_BLOCK_AND_AUDIT_LOG\n';
    expect(found(text).map(([what]) => what)).toEqual(['Connaisseur policy', 'Binary Authorization policy']);
    expect(found('validators: []\npolicy: [{pattern: "*:*", validator: allow}]\n')).toEqual([]);
  });
});

describe('readRepository', () => {
  it('has nothing to say about an empty tree', () => {
    expect(readRepository(memoryTree({}), PLACES)).toEqual({
      repository: { pipelineOwners: null, updateBots: [], packages: [], verifications: [], span: null },
      gaps: [],
      diagnostics: [],
    });
  });

  it('points at a pipeline file for the repository as a whole', () => {
    expect(readRepository(memoryTree({ A: '', '.github/workflows/x.yml': '' }), PLACES).repository.span?.file).toBe('.github/workflows/x.yml');
    expect(readRepository(memoryTree({ A: '' }), PLACES).repository.span?.file).toBe('A');
  });
});
