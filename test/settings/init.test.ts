import { describe, expect, it } from 'vitest';
import { readDeclarations } from '../../src/settings/declarations/read.ts';
import { firstConfig } from '../../src/show/first-config.ts';
import { analyse } from '../analyse.ts';

const files = (environment: string, secret = 'NPM_TOKEN') => ({
  '.github/workflows/release.yml': `on: push
jobs:
  release:
    runs-on: [self-hosted, "big: one #1"]
    environment: ${JSON.stringify(environment)}
    steps:
      - run: npm publish
        env:
          NODE_AUTH_TOKEN: \${{ secrets.${secret} }}
`,
});
/** With every # taken away that stands before something that could be told. */
const uncommented = (text: string): string =>
  text
    .replaceAll(/^( *)# (?=(?:"(?:[^"\\]|\\.)*"|[A-Za-z][\w./@-]*): (?:true|\d+)$|- (?:id|path): |- [a-z/*]+$)/gm, '$1')
    .replaceAll(/^( +)# ( {2}\S)/gm, '$1$2');

describe('the first chokepoint.yml', () => {
  it('is valid and tells nothing by itself', async () => {
    const text = firstConfig(await analyse(files('production')));
    const { declarations, problems } = await readDeclarations(text, 'chokepoint.yml');
    expect(problems).toEqual([]);
    expect(declarations).toMatchObject({ settings: [], guarantees: [], accepted: [], ignore: [], thresholds: { failOn: 'high' } });
    expect(text).toContain('# default-token-read-only: true');
  });

  it.each(['production', 'on: me\n', '"quoted" \u202e #x', '- a', "it's: {b}"])(
    'is valid once it is filled in, whatever names are: %j',
    async (name) => {
      const report = await analyse(files(name));
      const text = firstConfig(report);
      const { declarations, problems } = await readDeclarations(uncommented(text), 'chokepoint.yml');
      expect(problems).toEqual([]);
      expect(declarations?.settings.length).toBe([...text.matchAll(/^ {2}# \S.*: true$/gm)].length);
      expect(declarations?.settings.length).toBeGreaterThan(3);
      expect(declarations?.accepted).toHaveLength(1);
      expect(declarations?.guarantees).toHaveLength(1);
    },
  );
});
