/** A workflow in which a stranger's title becomes a command of a job that may push, and what is harmless in its place. */
export const injected = (job = 'greet', before = ''): string => `${before}on: pull_request_target
permissions:
  contents: write
jobs:
  ${job}:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
`;
export const HARMLESS = `on: pull_request
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo hello
`;
/** Before the platform began to block it by default. */
export const DAY = '2026-01-01';
