/** Verification at the place of deployment that the repository itself declares: what refuses artifacts that are not signed as expected. */
import type { Repository } from '../../pipeline/model.ts';
import type { FileTree } from '../../source/files.ts';
import { entriesOf, get, getPath, itemsOf, parseYaml, textOf, type YamlNode } from '../../source/yaml.ts';

type Verification = Repository['verifications'][number];

/** Texts of which one occurs in every manifest that we know; the others are not parsed. */
const MARKS = [
  'verifyImages',
  'ImageValidatingPolicy',
  'ImagePolicy',
  'signatureKeys',
  'toolkit.fluxcd.io',
  'validators',
  'evaluationMode',
  'deislabs.io',
];
/** Larger files are charts' output or data. */
const MAX_LENGTH = 500_000;

/** Only what blocks is listed: a policy that audits or warns verifies nothing. Syntax errors are not reported, templates of charts are among these files. */
export const readVerifications = (tree: FileTree): readonly Verification[] =>
  tree.files
    .filter((f) => /\.ya?ml$/i.test(f) && !f.startsWith('.github/'))
    .flatMap((file) => {
      const text = tree.read(file);
      if (text === null || text.length > MAX_LENGTH || !MARKS.some((mark) => text.includes(mark))) return [];
      return parseYaml(text, file).documents.flatMap(verificationOf);
    });

const verificationOf = (node: YamlNode): readonly Verification[] => {
  const group = (textOf(get(node, 'apiVersion')) ?? '').split('/')[0] ?? '';
  const kind = textOf(get(node, 'kind')) ?? '';
  const name = textOf(getPath(node, 'metadata', 'name')) ?? 'without a name';
  const spec = get(node, 'spec');
  const found = (what: string, at: YamlNode | undefined): readonly Verification[] =>
    at === undefined ? [] : [{ what: `${what} ${name}`, span: at.span }];
  if (group === 'kyverno.io' && /^(?:Cluster)?Policy$/.test(kind)) return found('Kyverno policy', kyverno(spec));
  if (group === 'policies.kyverno.io' && kind.endsWith('ImageValidatingPolicy'))
    return found('Kyverno image policy', texts(get(spec, 'validationActions')).includes('Deny') ? get(spec, 'validationActions') : undefined);
  if (group === 'policy.sigstore.dev' && kind === 'ClusterImagePolicy') return found('Sigstore image policy', sigstore(spec));
  if (group === 'config.openshift.io' && /^(?:Cluster)?ImagePolicy$/.test(kind))
    return found('OpenShift image policy', getPath(spec, 'policy', 'rootOfTrust'));
  if (group === 'portieris.cloud.ibm.com')
    return found(
      'Portieris policy',
      itemsOf(get(spec, 'repositories')).find((r) => get(r, 'policy') !== undefined),
    );
  if (group === 'config.ratify.deislabs.io' && kind.endsWith('Verifier')) return found('Ratify verifier', get(spec, 'name'));
  if (group.endsWith('toolkit.fluxcd.io')) return found(`Flux ${kind}`, flux(kind, spec));
  if (group === 'argoproj.io' && kind === 'AppProject')
    return found('Argo CD project', itemsOf(get(spec, 'signatureKeys')).length > 0 ? get(spec, 'signatureKeys') : undefined);
  return [...connaisseur(node), ...binaryAuthorization(node)];
};

const texts = (node: YamlNode | undefined): readonly string[] => itemsOf(node).flatMap((item) => textOf(item) ?? []);

/** `Audit` is the default; https://kyverno.io/docs/policy-types/cluster-policy/verify-images/ */
const kyverno = (spec: YamlNode | undefined): YamlNode | undefined => {
  const enforced = (node: YamlNode | undefined): boolean => /^enforce$/i.test(textOf(node) ?? '');
  for (const rule of itemsOf(get(spec, 'rules'))) {
    const images = itemsOf(get(rule, 'verifyImages'));
    const image = images.find((i) => enforced(get(i, 'failureAction')) || enforced(get(spec, 'validationFailureAction')));
    if (image !== undefined) return image;
  }
  return undefined;
};

/** `mode: warn` and authorities that are static passes verify nothing; https://docs.sigstore.dev/policy-controller/overview/ */
const sigstore = (spec: YamlNode | undefined): YamlNode | undefined => {
  if (textOf(get(spec, 'mode')) === 'warn') return undefined;
  const authorities = itemsOf(get(spec, 'authorities'));
  if (authorities.some((a) => textOf(getPath(a, 'static', 'action')) === 'pass')) return undefined;
  return authorities.length > 0 ? get(spec, 'authorities') : undefined;
};

/** https://fluxcd.io/flux/components/source/ocirepositories/#verification; charts carry it in `spec.chart.spec`. */
const flux = (kind: string, spec: YamlNode | undefined): YamlNode | undefined => {
  const verify = kind === 'HelmRelease' ? getPath(spec, 'chart', 'spec', 'verify') : get(spec, 'verify');
  return get(verify, 'provider') !== undefined || get(verify, 'mode') !== undefined ? verify : undefined;
};

/** Values of Connaisseur's chart; https://sse-secure-systems.github.io/connaisseur/latest/basics/ */
const connaisseur = (node: YamlNode): readonly Verification[] => {
  const values = get(node, 'application') ?? node;
  const rule = itemsOf(get(values, 'policy')).find((r) => textOf(get(r, 'validator')) !== 'allow' && get(r, 'pattern') !== undefined);
  return rule !== undefined && itemsOf(get(values, 'validators')).length > 0 ? [{ what: 'Connaisseur policy', span: rule.span }] : [];
};

/** https://cloud.google.com/binary-authorization/docs/policy-yaml-reference */
const binaryAuthorization = (node: YamlNode): readonly Verification[] => {
  const rules = [get(node, 'defaultAdmissionRule'), ...entriesOf(get(node, 'clusterAdmissionRules')).map((e) => e.value)];
  const rule = rules.find(
    (r) => textOf(get(r, 'evaluationMode')) === 'REQUIRE_ATTESTATION' && textOf(get(r, 'enforcementMode')) === 'ENFORCED_BLOCK_AND_AUDIT_LOG',
  );
  return rule === undefined ? [] : [{ what: 'Binary Authorization policy', span: rule.span }];
};
