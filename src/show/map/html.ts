/** The page as one document that needs nothing else: no network, no server. */
import { visible } from '../text.ts';

/** The page's own script and style, bundled by the build, with the hashes that its policy lets through. */
export interface PageBundle {
  readonly script: string;
  readonly style: string;
  /** `sha256-…`, of exactly these texts. */
  readonly scriptHash: string;
  readonly styleHash: string;
}

/** For text and quoted attributes. */
export const escapeHtml = (value: string): string => visible(value).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** Inside a script element only `<` can end it or begin a comment; the line separators are no JSON problem but one for old readers. */
const inScript = (json: string): string => json.replace(/[<\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * `data` is JSON. The policy lets nothing in but this script and this style: names from a repository become text nodes, and even where one
 * slipped through as markup, it could neither run nor restyle nor load anything.
 */
export const htmlOf = (data: string, title: string, { script, style, scriptHash, styleHash }: PageBundle): string => {
  const policy = `default-src 'none'; script-src '${scriptHash}'; style-src '${styleHash}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<div id="app"><noscript>This map is drawn by a script that is part of the file. The same is told without one by chokepoint scan --format markdown.</noscript></div>
<script type="application/json" id="data">${inScript(data)}</script>
<script>${script}</script>
</body>
</html>
`;
};
