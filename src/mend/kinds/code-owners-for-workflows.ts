import { type MendKind, refused } from '../types.ts';

export const codeOwnersForWorkflows: MendKind = {
  kind: 'code-owners-for-workflows',
  edits:
    'Adds `/.github/` with the owners given with `--owner` to CODEOWNERS, behind what stands there, since the last match counts; makes the file where there is none.',
  refuses: 'Owners that nobody named: they are never guessed.',
  restsOnSetting: true,
  draft: ({ options, files, read }) => {
    if (options.owners.length === 0) return refused('Who owns the files of the pipeline is for you to say: --owner @ORG/TEAM.');
    const wrong = options.owners.find((owner) => !/^(?:@[\w.-]+(?:\/[\w.-]+)?|[\w.+-]+@[\w.-]+)$/.test(owner));
    if (wrong !== undefined)
      return refused(`An owner is @user, @organisation/team or an address of e-mail, not "${wrong.replace(/\s+/g, ' ').slice(0, 80)}".`);
    // The first of these is the one that counts. https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
    const file = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'].find((name) => files.includes(name)) ?? '.github/CODEOWNERS';
    const text = read(file) ?? '';
    if (files.includes(file) && read(file) === null) return refused(`${file} cannot be edited here.`);
    const ending = /\r\n|\n/.exec(text)?.[0] ?? '\n';
    const owners = options.owners.join(' ');
    const lines = ['/.github/', ...(file.startsWith('.github/') ? [] : [`/${file}`])].map((path) => `${path} ${owners}`);
    const before = text === '' || /[\r\n]$/.test(text) ? '' : ending;
    return { edits: [{ file, start: text.length, end: text.length, text: `${before}${lines.join(ending)}${ending}` }] };
  },
};
