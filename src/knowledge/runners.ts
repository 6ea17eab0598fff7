/** Which machines a label of a runner stands for, where its vendor documents that: single-use machines of somebody else. */

interface RunnerVendor {
  readonly vendor: string;
  readonly labels: RegExp;
  /** The page that says that every job gets a machine of its own. */
  readonly source: string;
}

/** Vendors whose label is reserved by their own naming and whose documentation promises a fresh machine for each job. Sorted by name. */
const SINGLE_USE: readonly RunnerVendor[] = [
  { vendor: 'Depot', labels: /^depot-(?:ubuntu|windows|macos)-[\w.-]+$/i, source: 'https://depot.dev/docs/github-actions/overview' },
  {
    vendor: 'Ubicloud',
    labels: /^ubicloud(?:-[\w.-]+)?$/i,
    source: 'https://www.ubicloud.com/docs/github-actions-integration/security',
  },
];

/** The vendor that runs every job with this label on a machine that is thrown away after it, or null when the label does not tell. */
export const singleUseVendor = (label: string): Pick<RunnerVendor, 'vendor' | 'source'> | null =>
  SINGLE_USE.find(({ labels }) => labels.test(label)) ?? null;
