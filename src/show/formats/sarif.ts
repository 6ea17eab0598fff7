import type { Path, Report, Severity } from '../../reason/report.ts';
import { compareText } from '../../source/span.ts';
import { sortedPaths } from '../facts.ts';
import type { RenderOptions } from '../options.ts';
import { BASE, decisiveStep, locationOf, message, placeOfPath, threadFlow } from '../sarif/locations.ts';
import { ruleDescriptor } from '../sarif/rules.ts';
import { escapeHiddenInJson } from '../text.ts';
import { SEVERITY_RANK } from '../words.ts';
import type { Format } from './format.ts';

/** https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/sarif-v2.1.0-errata01.html */
export const sarif: Format = {
  id: 'sarif',
  title: 'For code scanning: one result for each attack path, its steps as a code flow (SARIF 2.1.0)',
  mediaType: 'application/sarif+json',
  extension: 'sarif',
  tellsRules: true,
  render: (report, options) => `${escapeHiddenInJson(JSON.stringify(log(report, options), null, 2))}\n`,
};

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = { critical: 'error', high: 'error', medium: 'warning', low: 'note' };

/**
 * Code scanning reads a number, whose ranges are its words: over 9.0 critical, 7.0 to 8.9 high, 4.0 to 6.9 medium, the rest low
 * (https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning).
 * These stand for our words only, in the middle of their range.
 */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.0' };

/** The rule of the step that decides; every path has steps, but a report may come from elsewhere. */
const ruleOf = (path: Path): string => decisiveStep(path)?.rule ?? 'attack-path';

const log = (report: Report, options: RenderOptions): object => {
  const paths = sortedPaths(report);
  const ruleIds = [...new Set(paths.map((path) => ruleOf(path)))].sort(compareText);
  const index = new Map(ruleIds.map((id, at) => [id, at]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            version: report.tool.version,
            rules: ruleIds.map((id) => ruleDescriptor(id, options.knowledge, severityOf(id, paths))),
          },
        },
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: notifications(report) }],
        originalUriBaseIds: { [BASE]: { description: { text: 'The root of the analysed tree.' } } },
        columnKind: 'utf16CodeUnits',
        results: paths.map((path) => result(report, path, index)),
        properties: { asOf: report.asOf, revision: report.subject.revision },
      },
    ],
  };
};

/** A rule is as severe as the worst path that it decides: code scanning takes the severity from the rule. */
const severityOf = (rule: string, paths: readonly Path[]): { readonly level: string; readonly number: string } => {
  const worst = paths
    .filter((path) => ruleOf(path) === rule)
    .map((path) => path.severity)
    .sort((a, b) => SEVERITY_RANK[a] - SEVERITY_RANK[b])[0];
  return { level: LEVELS[worst ?? 'low'], number: SECURITY_SEVERITY[worst ?? 'low'] };
};

const result = (report: Report, path: Path, index: ReadonlyMap<string, number>): object => {
  const rule = ruleOf(path);
  const controls = new Map(report.controls.map((control) => [control.id, control]));
  const related = [
    ...path.steps.flatMap((step) =>
      step.weak.flatMap((gate) => gate.evidence.slice(0, 1).map((span) => ({ span, text: `Weak: ${gate.statement} ${gate.why}` }))),
    ),
    ...path.controls.flatMap((id) => {
      const control = controls.get(id);
      return (control?.evidence.slice(0, 1) ?? []).map((span) => ({ span, text: `Cut here: ${control?.title ?? id}` }));
    }),
  ].slice(0, 20);
  return {
    ruleId: rule,
    ruleIndex: index.get(rule),
    kind: 'fail',
    level: LEVELS[path.severity],
    message: message([path.reason, ...path.steps.map((step, i) => `${i + 1}. ${step.statement}`)].join('\n')),
    locations: [placeOfPath(path)],
    codeFlows: [{ message: message(`From ${path.actor} to ${path.asset}`), threadFlows: [threadFlow(path)] }],
    ...(related.length === 0 ? {} : { relatedLocations: related.map(({ span, text }, id) => ({ id, ...locationOf(span, text) })) }),
    // Code scanning compares results by `primaryLocationLineHash` only; without it, two paths through one line would be one alert.
    partialFingerprints: { 'chokepoint/v1': `${path.fingerprint}/${path.id}`, primaryLocationLineHash: path.id },
    ...(report.baseline === undefined ? {} : { baselineState: path.known === true ? 'unchanged' : 'new' }),
    ...(path.accepted === undefined
      ? {}
      : {
          suppressions: [
            {
              kind: 'external',
              status: 'accepted',
              justification: `${path.accepted.reason} (${path.accepted.owner}, until ${path.accepted.expires})`,
            },
          ],
        }),
    properties: {
      'security-severity': SECURITY_SEVERITY[path.severity],
      pathId: path.id,
      severity: path.severity,
      certainty: path.certainty,
      actor: path.actor,
      asset: path.asset,
      entry: path.entry,
      risk: path.risk,
      dependsOn: path.dependsOn,
      controls: path.controls,
    },
  };
};

/** What could not be read or resolved, so that "no results" is not taken for "safe". */
const notifications = (report: Report): readonly object[] => [
  ...report.diagnostics.map(({ level, file, message: text, evidence }) => ({
    level,
    message: message(`${file}: ${text}`),
    ...(evidence[0] === undefined ? {} : { locations: [locationOf(evidence[0])] }),
  })),
  ...(report.policy?.rules ?? []).flatMap(({ id, reason, verdict, fails, places }) =>
    verdict === 'holds'
      ? []
      : {
          level: fails ? 'error' : 'warning',
          message: message(`Policy ${id} (${reason}): ${verdict}. ${places.map(({ statement }) => statement).join(' ')}`),
          locations: places.flatMap(({ evidence: [span] }) => (span === undefined ? [] : locationOf(span))).slice(0, 10),
        },
  ),
  ...report.gaps.map(({ reason, detail, evidence }) => ({
    level: 'note',
    message: message(`${reason}: ${detail}`),
    ...(evidence[0] === undefined ? {} : { locations: [locationOf(evidence[0])] }),
  })),
];
