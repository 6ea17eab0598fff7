import type { Component } from '../../../pipeline/model.ts';
import type { Rule } from '../../rule.ts';
import { compromises } from './upstream.ts';

const KINDS: ReadonlySet<Component['kind']> = new Set(['image']);

const IN = (image: string): string => `on: push
permissions: {}
jobs:
  upload:
    runs-on: ubuntu-latest
    container:
      image: ${image}
    steps:
      - run: upload
        env:
          TOKEN: \${{ secrets.UPLOAD_TOKEN }}
`;

export const image: Rule = {
  id: 'dependency/image',
  boundary: 'dependency',
  title: 'A container or service image is taken by tag',
  why: 'The tag of an image can be pushed again at any time, so whoever controls the image, or the account or base image behind it, decides what runs in the job. A digest fixes the content.',
  references: [
    { title: 'Docker: pin base image versions', url: 'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions' },
    {
      title: 'GitHub: running jobs in a container',
      url: 'https://docs.github.com/en/actions/how-tos/write-workflows/choose-where-workflows-run/run-jobs-in-a-container',
    },
  ],
  technique: ['T1195.002', 'T1525'],
  cicdSec: ['CICD-SEC-3'],
  cwe: ['CWE-829', 'CWE-494'],
  infer: (pipeline) => compromises(image, pipeline, KINDS),
  examples: [
    {
      title: 'A job container by tag',
      vulnerable: { '.github/workflows/upload.yml': IN('acme-tools/uploader:2') },
      silent: { '.github/workflows/upload.yml': IN(`acme-tools/uploader@sha256:${'0123456789abcdef'.repeat(4)}`) },
    },
  ],
};
