/** Cases that belong to one system, or to the files beside the pipelines. */
import { type Content, type HostileCase, range } from './kinds.ts';
import { ACTING_NAMES, MARKUP, REPEATED } from './payloads.ts';

type Tree = Readonly<Record<string, Content>>;
const CI = '.github/workflows/ci.yml';
const GITLAB = '.gitlab-ci.yml';
const repeated = (length: number): readonly string[] => REPEATED.map((unit) => unit.repeat(Math.ceil(length / unit.length)));
const q = (text: string): string => JSON.stringify(text);

const job = (steps: string, more = ''): string =>
  `on: [pull_request_target, issue_comment]\njobs:\n  go:\n    runs-on: ubuntu-latest\n${more}    steps:\n${steps}`;
const run = (script: string): string => `      - run: ${q(script)}\n`;
const composite = (steps: string): string => `name: x\ninputs: {a: {default: ''}}\nruns:\n  using: composite\n  steps:\n${steps}`;

const github = (scale: number): Readonly<Record<string, Tree>> => {
  const long = Math.min(97_000, 24_000 * scale);
  const expressions: readonly string[] = [
    `${'('.repeat(3000)}github.actor${')'.repeat(3000)}`,
    `${'!'.repeat(5000)}github.actor`,
    `${'format('.repeat(500)}'{0}', 1${')'.repeat(500)}`,
    Array(Math.floor(long / 30))
      .fill('github.event.comment.body')
      .join(' || '),
    Array(Math.floor(long / 20))
      .fill("github.actor == 'a'")
      .join(' && '),
    `contains(fromJSON('${'['.repeat(2000)}'), github.actor)`,
    `fromJSON('{"__proto__": {"polluted": 1}}').polluted`,
    `format('${'{0}'.repeat(5000)}', github.event.comment.body)`,
    `join(fromJSON('[${Array(3000).fill('"a"').join(',')}]'), github.event.comment.body)`,
    `github${'.event'.repeat(3000)}`,
    `github${"['event']".repeat(3000)}`,
    `github.event.commits${'.*'.repeat(200)}.message`,
    `'${"''".repeat(10_000)}'`,
    `a${'[0'.repeat(2000)}`,
    `${'a '.repeat(5000)}`,
    'github.__proto__.constructor',
    'steps.constructor.outputs.__proto__',
    'env.__proto__ || vars.constructor || secrets.toString || needs.hasOwnProperty.result || matrix.__proto__',
    `fromJSON(format('${'{{'.repeat(4000)}'))`,
  ];
  const nested = `format('{0}{0}{0}{0}{0}{0}{0}{0}', `;
  return {
    'reusable-cycle': {
      [CI]: 'on: push\njobs:\n  a: {uses: ./.github/workflows/b.yml, secrets: inherit}\n',
      '.github/workflows/b.yml': 'on: workflow_call\njobs:\n  b: {uses: ./.github/workflows/c.yml, secrets: inherit}\n',
      '.github/workflows/c.yml':
        'on: workflow_call\njobs:\n  c: {uses: ./.github/workflows/b.yml, secrets: inherit}\n  d: {uses: ./.github/workflows/c.yml}\n',
    },
    'reusable-fan': Object.fromEntries(
      range(8).map((i) => [
        `.github/workflows/w${i}.yml`,
        `on: ${i === 0 ? 'pull_request_target' : 'workflow_call'}\njobs:\n${
          i === 7
            ? '  z: {runs-on: x, steps: [{run: make}]}\n'
            : range(4)
                .map((j) => `  j${j}: {uses: ./.github/workflows/w${i + 1}.yml, secrets: inherit}\n`)
                .join('')
        }`,
      ]),
    ),
    'composite-cycle': {
      [CI]: job('      - uses: ./a\n'),
      'a/action.yml': composite('    - uses: ./b\n    - uses: ./a\n'),
      'b/action.yml': composite('    - uses: ./a\n    - uses: ./b\n'),
    },
    'composite-fan': {
      [CI]: job('      - uses: ./a0\n'),
      ...Object.fromEntries(
        range(9).map((i) => [
          `a${i}/action.yml`,
          composite(
            i === 8
              ? '    - run: echo ${{ inputs.a }}\n      shell: bash\n'
              : `    - uses: ./a${i + 1}\n      with: {a: '\${{ github.event.comment.body }}'}\n`.repeat(5),
          ),
        ]),
      ),
    },
    'composite-outside': {
      [CI]: job(
        "      - uses: ./../../../../../../etc\n      - uses: ./\n      - uses: ./.git/hooks\n      - uses: '../x'\n      - uses: ./a/../../b\n",
      ),
    },
    'workflow-run-cycle': {
      [CI]: 'name: a\non: {workflow_run: {workflows: [b]}}\njobs: {x: {runs-on: x, steps: [{run: make}]}}\n',
      '.github/workflows/b.yml': 'name: b\non: {workflow_run: {workflows: [a, b]}}\njobs: {x: {runs-on: x, steps: [{run: make}]}}\n',
    },
    'needs-cycle': {
      [CI]: 'on: push\njobs:\n  a: {needs: [b, a], runs-on: x, if: always(), steps: [{run: "echo ${{ needs.b.outputs.x }}"}], outputs: {x: "${{ needs.b.outputs.x }}"}}\n  b: {needs: a, runs-on: x, steps: [{run: make}], outputs: {x: "${{ needs.a.outputs.x }}"}}\n',
    },
    'needs-fan': {
      [CI]: `on: [push, pull_request_target]\njobs:\n${range(60 * Math.min(scale, 5))
        .map(
          (i) =>
            `  j${i}: {needs: [${range(i)
              .map((j) => `j${j}`)
              .join(', ')}], runs-on: x, steps: [{run: "echo \${{ needs.j0.outputs.x }}", id: s}], outputs: {x: "\${{ steps.s.outputs.x }}"}}\n`,
        )
        .join('')}`,
    },
    matrix: {
      [CI]: job(
        run('echo ${{ matrix.d0 }} ${{ matrix.d9 }}'),
        `    strategy:\n      matrix:\n${range(10)
          .map((i) => `        d${i}: [${range(40).join(', ')}]\n`)
          .join('')}`,
      ),
    },
    'matrix-from-text': { [CI]: job(run('echo ${{ matrix.a }}'), '    strategy: {matrix: "${{ fromJSON(github.event.comment.body) }}"}\n') },
    ...Object.fromEntries(
      expressions.flatMap((expression, i) => [
        [
          `expression-${i}`,
          {
            [CI]: job(
              `      - if: ${q(expression)}\n        run: make\n${run(`echo \${{ ${expression} }}`)}`,
              `    env: {A: ${q(`\${{ ${expression} }}`)}}\n`,
            ),
          },
        ],
      ]),
    ),
    'expression-doubling': { [CI]: job(run(`echo \${{ ${nested.repeat(12)}github.event.comment.body${')'.repeat(12)} }}`)) },
    'expression-doubling-env': {
      [CI]: job(
        run('echo ${{ env.A30 }}'),
        `    env:\n      A0: "\${{ github.event.comment.body }}"\n${range(30)
          .map((i) => `      A${i + 1}: "\${{ env.A${i} }}\${{ env.A${i} }}"\n`)
          .join('')}`,
      ),
    },
    'outputs-doubling': {
      [CI]: job(
        range(24)
          .map(
            (i) =>
              `      - id: s${i + 1}\n        run: echo "x=${i === 0 ? '${{ github.event.comment.body }}' : `\${{ steps.s${i}.outputs.x }}\${{ steps.s${i}.outputs.x }}`}" >> $GITHUB_OUTPUT\n`,
          )
          .join(''),
      ),
    },
    'many-expressions': {
      [CI]: job(
        run(
          range(80 * scale)
            .map((i) => `echo \${{ github.event.comment.body }}${i}`)
            .join('\n'),
        ),
      ),
    },
    'shell-doubling': {
      [CI]: job(
        run(
          `a0="$(gh pr view 1)"\n${range(40)
            .map((i) => `a${i + 1}="$a${i}$a${i}"\n`)
            .join('')}eval "$a40"`,
        ),
      ),
    },
    'languages-doubling': {
      [CI]: job(
        ['pwsh', 'python', 'cmd', 'node {0}']
          .map((shell, language) => {
            const lines = range(60).map(
              (i) =>
                [
                  `$a${i + 1} = "$a${i}$a${i}"\n$b${i + 1} = $b${i}.Replace("x", "xx") + $a${i}`,
                  `a${i + 1} = a${i} + a${i}\nb${i + 1} = f"{b${i}}{a${i}}" + b${i}.replace("x", "xx")`,
                  `set A${i + 1}=%A${i}%%A${i}%`,
                  `const a${i + 1} = \`\${a${i}}\${a${i}}\`; const b${i + 1} = b${i}.replace("x", "xx") + b${i} + a${i};`,
                ][language] ?? '',
            );
            const [first, last] =
              [
                ['$a0 = $env:T\n$b0 = "x"', 'iex $a60\niex $b60'],
                ['import os\na0 = os.environ["T"]\nb0 = "x"', 'os.system(a60)\nos.system(b60)'],
                ['set A0=%T%', 'call %A60%'],
                ['const a0 = process.env.T; const b0 = "x";', 'eval(a60); eval(b60)'],
              ][language] ?? [];
            return `      - shell: ${shell}\n        env:\n          T: \${{ github.event.pull_request.title }}\n        run: |\n${[
              first ?? '',
              ...lines,
              last ?? '',
            ]
              .flatMap((text) => text.split('\n'))
              .map((text) => `          ${text}\n`)
              .join('')}`;
          })
          .join(''),
      ),
    },
    'shell-functions': {
      [CI]: job(
        run(
          `${range(60)
            .map((i) => `f${i}() { f${i + 1}; f${i + 1}; f${i + 1}; }\n`)
            .join('')}f60() { eval "$X"; }\nf0`,
        ),
      ),
    },
    'shell-branches': {
      [CI]: job(
        run(
          `${range(200)
            .map((i) => `if [ "$A${i}" = b ]; then X${i}=$(gh pr view ${i}); else X${i}=c; fi\n`)
            .join('')}eval "$X1"`,
        ),
      ),
    },
    'shell-sourced': {
      [CI]: job(`      - uses: actions/checkout@v4\n${run('. ./a.sh; ./b.sh; make; npm run x')}`),
      'a.sh': '. ./b.sh\n. ./a.sh\n./a.sh\n',
      'b.sh': '. ./a.sh\nbash b.sh\nmake all\n',
      Makefile: 'all: all b\n\t$(MAKE) all\n\t./b.sh\nb: all\n\t$(MAKE) b\ninclude Makefile\n',
      'package.json': '{"name": "x", "scripts": {"x": "npm run x && npm run y", "y": "npm run x; ./a.sh; make all", "prex": "npm run x"}}',
    },
    'shells-strange': {
      [CI]: job(
        REPEATED.slice(0, 30)
          .map((unit) => `      - {run: x, shell: ${q(unit.repeat(2000))}}\n`)
          .join(''),
      ),
    },
    'uses-strange': {
      [CI]: job(
        [...MARKUP, ...ACTING_NAMES, ...repeated(400 * scale)]
          .map((name) => `      - uses: ${q(name)}\n      - uses: ${q(`a/b@${name}`)}\n      - uses: ${q(`docker://${name}`)}\n`)
          .join(''),
      ),
    },
    'labels-strange': {
      [CI]: `on: push\njobs:\n${[...MARKUP, ...ACTING_NAMES, ...repeated(300 * scale)].map((name, i) => `  j${i}: {runs-on: [self-hosted, ${q(name)}], environment: ${q(name)}, steps: [{run: "echo \${{ secrets.X }}"}]}\n`).join('')}`,
    },
    'branches-strange': {
      [CI]: `on:\n  push:\n    branches: [${repeated(300 * scale)
        .map(q)
        .join(', ')}]\n    paths: [${repeated(300 * scale)
        .map(q)
        .join(
          ', ',
        )}]\n  pull_request_target:\n    branches: ["${'**/'.repeat(300)}x", "${'*a'.repeat(500)}", "[[[[", "!(a|b)", "${'?'.repeat(2000)}"]\njobs: {x: {runs-on: x, steps: [{run: make}]}}\n`,
    },
    'javascript-strange': {
      [CI]: job(
        repeated(600 * scale)
          .map((script) => `      - uses: actions/github-script@v7\n        with: {script: ${q(script)}}\n`)
          .join(''),
      ),
    },
    'powershell-strange': {
      [CI]: job(
        repeated(600 * scale)
          .map((script) => `      - {shell: pwsh, run: ${q(script)}}\n`)
          .join(''),
      ),
    },
    'python-strange': {
      [CI]: job(
        repeated(600 * scale)
          .map((script) => `      - {shell: python, run: ${q(script)}}\n`)
          .join(''),
      ),
    },
    'cmd-strange': {
      [CI]: job(
        repeated(600 * scale)
          .map((script) => `      - {shell: cmd, run: ${q(script)}}\n`)
          .join(''),
      ),
    },
    'inputs-strange': {
      [CI]: job(
        repeated(500 * scale)
          .map(
            (text) =>
              `      - {uses: actions/checkout@v4, with: {ref: ${q(text)}, repository: ${q(text)}, path: ${q(text)}}}\n      - {uses: actions/cache@v4, with: {key: ${q(text)}, path: ${q(text)}}}\n      - {uses: actions/upload-artifact@v4, with: {name: ${q(text)}, path: ${q(text)}}}\n      - {uses: docker/build-push-action@v6, with: {tags: ${q(text)}, push: true, build-args: ${q(text)}}}\n`,
          )
          .join(''),
      ),
    },
    'many-files': Object.fromEntries(
      range(60 * scale).map((i) => [`.github/workflows/w${i}.yml`, job(run('make')).replace('[pull_request_target, issue_comment]', 'push')]),
    ),
    'many-triggers': {
      [CI]: `on: {${range(3000)
        .map((i) => `e${i}: {types: [a, b]}`)
        .join(', ')}, push: , pull_request_target: }\njobs: {x: {runs-on: x, steps: [{run: make}]}}\n`,
    },
  };
};

const gitlab = (scale: number): Readonly<Record<string, Tree>> => ({
  'include-cycle': {
    [GITLAB]: 'include: [/a.gitlab-ci.yml, /.gitlab-ci.yml, "../../x.yml", "**/*.yml"]\nx: {script: [make]}\n',
    'a.gitlab-ci.yml': 'include: [/a.gitlab-ci.yml, /.gitlab-ci.yml]\ny: {script: [make]}\n',
  },
  'include-fan': {
    [GITLAB]: 'include: /i0.gitlab-ci.yml\nx: {script: [make]}\n',
    ...Object.fromEntries(
      range(12).map((i) => [
        `i${i}.gitlab-ci.yml`,
        `include: [${Array(8)
          .fill(`/i${i + 1}.gitlab-ci.yml`)
          .join(', ')}]\nj${i}: {script: [make]}\n`,
      ]),
    ),
  },
  'extends-cycle': { [GITLAB]: 'a: {extends: b, script: [make]}\nb: {extends: [c, a, b]}\nc: {extends: a}\n' },
  'extends-fan': {
    [GITLAB]: `.e0: {script: [make], variables: {A: b}}\n${range(30)
      .map((i) => `.e${i + 1}: {extends: [.e${i}, .e${i}, .e${i}], variables: {A${i}: b}}\n`)
      .join('')}x: {extends: .e30}\n`,
  },
  'reference-cycle': {
    [GITLAB]:
      '.a: {script: [!reference [.b, script], !reference [.a, script]]}\n.b: {script: [!reference [.a, script], !reference [.b, script]]}\nx: {script: [!reference [.a, script], !reference [nowhere, x, y, z], !reference [], !reference x]}\n',
  },
  'reference-fan': {
    [GITLAB]: `.r0: {script: [make]}\n${range(25)
      .map((i) => `.r${i + 1}: {script: [!reference [.r${i}, script], !reference [.r${i}, script], !reference [.r${i}, script]]}\n`)
      .join('')}x: {script: [!reference [.r25, script]]}\n`,
  },
  'variables-doubling': {
    [GITLAB]: `variables:\n  A0: $CI_MERGE_REQUEST_TITLE\n${range(40)
      .map((i) => `  A${i + 1}: $A${i}$A${i}\n`)
      .join('')}x: {script: [eval "$A40"]}\n`,
  },
  'variables-cycle': { [GITLAB]: 'variables: {A: $B, B: $A$A$B, C: "${C}"}\nx: {script: [eval "$A$B$C"], rules: [{if: $A == $B && $C =~ $A}]}\n' },
  'child-cycle': {
    [GITLAB]: 'x: {trigger: {include: /c.gitlab-ci.yml}}\n',
    'c.gitlab-ci.yml': 'x: {trigger: {include: [/c.gitlab-ci.yml, /.gitlab-ci.yml]}}\ny: {trigger: {include: /c.gitlab-ci.yml}}\n',
  },
  matrix: {
    [GITLAB]: `x:\n  script: [make $A0]\n  parallel:\n    matrix:\n      - {${range(10)
      .map((i) => `A${i}: [${range(20).join(', ')}]`)
      .join(', ')}}\n`,
  },
  'needs-cycle': { [GITLAB]: 'a: {needs: [b, a], script: [make]}\nb: {needs: [a], dependencies: [a, b], script: [make]}\n' },
  inputs: {
    [GITLAB]: `spec:\n  inputs:\n${range(100)
      .map((i) => `    i${i}: {default: "$[[ inputs.i${i + 1} ]]$[[ inputs.i${i + 1} ]]"}\n`)
      .join('')}---\nx: {script: ["echo $[[ inputs.i0 | expand_vars | truncate(0,9) ]]", "${'$[[ '.repeat(2000)}"]}\n`,
  },
  rules: {
    [GITLAB]: [
      `${'('.repeat(3000)}$A${')'.repeat(3000)}`,
      Array(3000).fill('$A == "b"').join(' && '),
      Array(3000).fill('$A').join(' || '),
      `$A =~ /${'(a+)+'.repeat(300)}$/`,
      `$A =~ /${'['.repeat(3000)}/`,
      `$CI_COMMIT_BRANCH =~ /^(${'a|'.repeat(3000)}b)$/`,
      '$__proto__ == $constructor',
      `"${'a'.repeat(20_000)}" =~ /(a+)+b/`,
      `$A =~ "/(((((((((((a*)*)*)*)*)*)*)*)*)*)*b/"`,
      ...repeated(500 * scale),
    ]
      .map((rule, i) => `j${i}: {script: [make], rules: [{if: ${q(rule)}}], only: [${q(rule)}]}\n`)
      .join(''),
  },
  'scripts-nested': { [GITLAB]: `x: {script: [${'['.repeat(50)}make${']'.repeat(50)}]}\n` },
  'jobs-many': {
    [GITLAB]: `stages: [${range(80 * scale)
      .map((i) => `s${i}`)
      .join(', ')}]\n${range(80 * scale)
      .map((i) => `j${i}: {stage: s${i}, script: [make], artifacts: {paths: [a]}, cache: {key: k, paths: [b]}}\n`)
      .join('')}`,
  },
});

const others = (scale: number): Readonly<Record<string, Tree>> => ({
  'circleci/commands-cycle': {
    '.circleci/config.yml':
      'version: 2.1\ncommands:\n  a: {steps: [b, a]}\n  b: {steps: [a, b, {when: {condition: true, steps: [a, b]}}]}\njobs:\n  x: {docker: [{image: a}], steps: [a, b]}\nworkflows: {w: {jobs: [x]}}\n',
  },
  'circleci/commands-fan': {
    '.circleci/config.yml': `version: 2.1\ncommands:\n  c0: {steps: [{run: make}]}\n${range(14)
      .map((i) => `  c${i + 1}: {steps: [c${i}, c${i}, c${i}, c${i}]}\n`)
      .join('')}jobs:\n  x: {docker: [{image: a}], steps: [c14]}\nworkflows: {w: {jobs: [x]}}\n`,
  },
  'circleci/matrix': {
    '.circleci/config.yml': `version: 2.1\njobs:\n  x:\n    parameters: {${range(8)
      .map((i) => `p${i}: {type: string}`)
      .join(
        ', ',
      )}}\n    docker: [{image: a}]\n    steps: [{run: echo << parameters.p0 >>}]\nworkflows:\n  w:\n    jobs:\n      - x: {matrix: {parameters: {${range(
      8,
    )
      .map((i) => `p${i}: [${range(30).join(', ')}]`)
      .join(', ')}}}}\n`,
  },
  'circleci/conditions': {
    '.circleci/config.yml': `version: 2.1\njobs:\n  x: {docker: [{image: a}], steps: [{when: {condition: ${'{not: '.repeat(80)}true${'}'.repeat(80)}, steps: [{run: make}]}}, {when: {condition: {matches: {pattern: "^(a+)+$", value: ${'a'.repeat(30)}b}}, steps: [{run: make}]}}, {when: "${'<< '.repeat(3000)}", steps: []}]}\nworkflows: {w: {jobs: [x]}}\n`,
  },
  'circleci/executors-cycle': {
    '.circleci/config.yml':
      'version: 2.1\nexecutors: {a: {executor: a}, b: {docker: [{image: << parameters.x >>}], parameters: {x: {type: string, default: << parameters.x >>}}}}\njobs:\n  x: {executor: a, steps: [checkout]}\n  y: {executor: b, steps: [checkout]}\n  z: {executor: {name: b, x: "<< pipeline.parameters.q >>"}, steps: [checkout]}\nworkflows: {w: {jobs: [x, y, z, x: {requires: [x, y]}]}}\n',
  },
  'circleci/orbs-inline': {
    '.circleci/config.yml': `version: 2.1\norbs:\n  a:\n    orbs: {a: {orbs: {a: {jobs: {x: {docker: [{image: a}], steps: [a/c]}}}}}}\n    commands: {c: {steps: [a/c, c]}}\n    jobs: {x: {docker: [{image: a}], steps: [a/c, c]}}\nworkflows: {w: {jobs: [a/x]}}\n`,
  },
  'circleci/templates': {
    '.circleci/config.yml': `version: 2.1\njobs:\n  x: {docker: [{image: a}], steps: [${repeated(500 * scale)
      .map((text) => `{run: ${q(`<< pipeline.git.branch >>${text}<< `)}}`)
      .join(', ')}]}\nworkflows: {w: {when: ${q('<< '.repeat(2000))}, jobs: [x]}}\n`,
  },
  'tekton/pipeline-cycle': {
    '.tekton/a.yaml':
      'apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata: {name: a, annotations: {pipelinesascode.tekton.dev/on-event: "[pull_request]", pipelinesascode.tekton.dev/on-target-branch: "[main]"}}\nspec: {pipelineRef: {name: a}}\n---\napiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: {name: a}\nspec: {tasks: [{name: a, pipelineRef: {name: a}}, {name: b, pipelineSpec: {tasks: [{name: c, pipelineRef: {name: a}}]}}, {name: t, taskRef: {name: t}, runAfter: [t]}]}\n---\napiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: t}\nspec: {steps: [{ref: {name: t}}, {script: echo $(params.a), image: a}]}\n',
  },
  'tekton/params': {
    '.tekton/a.yaml': `apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata: {name: a, annotations: {pipelinesascode.tekton.dev/on-cel-expression: ${q('event == "pull_request" && '.repeat(1000))}}}\nspec:\n  params:\n    - {name: p0, value: "{{ source_branch }}"}\n${range(
      40,
    )
      .map((i) => `    - {name: p${i + 1}, value: "$(params.p${i})$(params.p${i})"}\n`)
      .join(
        '',
      )}  pipelineSpec: {tasks: [{name: x, params: [{name: q, value: $(params.p40)}], taskSpec: {params: [{name: q}], steps: [{image: a, script: "eval $(params.q)"}]}}]}\n`,
  },
  'tekton/documents': {
    '.tekton/a.yaml': '---\napiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: t}\nspec: {steps: [{image: a, script: make}]}\n'.repeat(
      800 * Math.min(scale, 10),
    ),
  },
  'semaphore/promotions-cycle': {
    '.semaphore/semaphore.yml':
      'version: v1.0\nblocks: [{task: {jobs: [{commands: [make]}]}}]\npromotions: [{pipeline_file: semaphore.yml}, {pipeline_file: ../../../etc/passwd}, {pipeline_file: b.yml}]\n',
    '.semaphore/b.yml':
      'version: v1.0\nblocks: [{task: {jobs: [{commands: [make]}]}}]\npromotions: [{pipeline_file: semaphore.yml}, {pipeline_file: b.yml}]\n',
  },
  'drone/documents': {
    '.drone.yml': '---\nkind: pipeline\nname: a\nsteps: [{name: a, image: b, commands: [make]}]\n'.repeat(800 * Math.min(scale, 10)),
  },
  'cloud-build/substitutions': {
    'cloudbuild.yaml': `steps: [{name: a, entrypoint: bash, args: [-c, "eval $_A40 \${_B} $$x ${'${_'.repeat(3000)}"]}]\nsubstitutions:\n  _A0: $(body.pull_request.title)\n${range(
      40,
    )
      .map((i) => `  _A${i + 1}: $_A${i}$_A${i}\n`)
      .join('')}options: {dynamicSubstitutions: true}\n`,
  },
  'travis/matrix': {
    '.travis.yml': `language: node_js\n${['os', 'node_js', 'env', 'arch', 'rvm', 'python']
      .map(
        (key) =>
          `${key}: [${range(60)
            .map((i) => `"a${i}"`)
            .join(', ')}]\n`,
      )
      .join('')}script: make\n`,
  },
  'cirrus/matrix': {
    '.cirrus.yml': `x_task:\n  container: {image: a}\n${range(12)
      .map(
        (i) =>
          `  ${i === 0 ? '' : ''}matrix:\n${range(8)
            .map((j) => `    - {env: {A${i}: b${j}}}\n`)
            .join('')}`,
      )
      .join('')}  go_script: make\n`,
  },
  'azure-pipelines/templates-cycle': {
    'azure-pipelines.yml':
      'pr: ["*"]\nextends: {template: a.yml, parameters: {x: 1}}\nresources: {repositories: [{repository: self2, type: git, name: ../..}]}\n',
    'a.yml':
      'parameters: [{name: x, type: object}]\nextends: {template: b.yml}\nsteps: [{template: a.yml}, {template: /a.yml}, {template: ../../etc/passwd}]\n',
    'b.yml':
      'extends: {template: a.yml}\nstages: [{template: b.yml@self}, {stage: s, jobs: [{template: b.yml}, {job: j, steps: [{template: a.yml}]}]}]\n',
  },
  'azure-pipelines/templates-fan': {
    'azure-pipelines.yml': 'pr: ["*"]\nsteps: [{template: t0.yml}]\n',
    ...Object.fromEntries(range(12).map((i) => [`t${i}.yml`, `steps:\n${i === 11 ? '- script: make\n' : `- template: t${i + 1}.yml\n`.repeat(4)}`])),
  },
  'azure-pipelines/each': {
    'azure-pipelines.yml': `parameters:\n- {name: p, type: object, default: [${range(40).join(', ')}]}\nsteps:\n${range(8)
      .map((i) => `${'  '.repeat(i)}- \${{ each v${i} in parameters.p }}:\n`)
      .join('')}${'  '.repeat(8)}- script: echo \${{ v0 }}$(System.PullRequest.SourceBranch)\n`,
  },
  'azure-pipelines/parameters-doubling': {
    'azure-pipelines.yml': 'pr: ["*"]\nsteps: [{template: p0.yml, parameters: {a: "$(Build.SourceVersionMessage)"}}]\n',
    ...Object.fromEntries(
      range(30).map((i) => [
        `p${i}.yml`,
        `parameters: {a: ''}\nsteps:\n- {script: "echo \${{ parameters.a }}"}\n${
          i === 29 ? '' : `- template: p${i + 1}.yml\n  parameters: {a: "\${{ parameters.a }}\${{ parameters.a }}"}\n`
        }`,
      ]),
    ),
  },
  'azure-pipelines/conditions': {
    'azure-pipelines.yml': `pr: ["*"]\nsteps:\n- {script: make, condition: ${q(`${'and('.repeat(2000)}succeeded()${', true)'.repeat(2000)}`)}}\n- {script: make, condition: ${q('eq('.repeat(20_000))}}\n- \${{ if ${'not('.repeat(500)}true${')'.repeat(500)} }}:\n  - script: make\n`,
  },
  'bitbucket-pipelines/parallel': {
    'bitbucket-pipelines.yml': `pipelines:\n  pull-requests:\n    '**': [${'{parallel: ['.repeat(80)}{step: {script: [make]}}${']}'.repeat(80)}]\n  custom: {a: [{variables: [${range(
      500 * scale,
    )
      .map((i) => `{name: V${i}, default: $V${i + 1}$V${i + 1}}`)
      .join(', ')}]}, {step: {script: [eval $V0]}}]}\n  default: [${range(200 * scale)
      .map(() => '{step: {script: [make], caches: [node], artifacts: ["**"]}}')
      .join(', ')}]\n`,
  },
  'bitbucket-pipelines/anchors': {
    'bitbucket-pipelines.yml': `definitions:\n  steps:\n    - step: &s0 {script: [make]}\n${range(12)
      .map((i) => `    - step: &s${i + 1} {script: [make], after-script: [*s${i}, *s${i}, *s${i}, *s${i}]}\n`)
      .join(
        '',
      )}pipelines: {default: [{step: *s12}, {step: {<<: *s12, <<: *s11}}], pull-requests: {'**': [{import: a:b:c}, {stage: {steps: [{step: *s12}]}}]}}\n`,
  },
  'buildkite/upload-cycle': {
    '.buildkite/pipeline.yml':
      'steps: [{command: "buildkite-agent pipeline upload .buildkite/b.yml"}, {trigger: a, build: {env: {X: $BUILDKITE_MESSAGE}}}, {group: a, steps: [{group: b, steps: [{command: make}]}]}]\n',
    '.buildkite/b.yml':
      'steps: [{command: "buildkite-agent pipeline upload .buildkite/pipeline.yml && buildkite-agent pipeline upload .buildkite/b.yml"}]\n',
  },
  'buildkite/matrix': {
    '.buildkite/pipeline.yml': `steps:\n- command: "echo {{matrix.a0}}"\n  matrix: {setup: {${range(10)
      .map((i) => `a${i}: [${range(20).join(', ')}]`)
      .join(', ')}}}\n`,
  },
  'argo/template-cycle': {
    'wf.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: a}\nspec:\n  entrypoint: a\n  templates:\n  - {name: a, steps: [[{name: x, template: b}, {name: y, template: a}]]}\n  - {name: b, dag: {tasks: [{name: x, template: a, depends: "x && x"}, {name: y, template: b}]}}\n${range(
      12,
    )
      .map(
        (i) =>
          `  - {name: f${i}, steps: [[${range(4)
            .map((j) => `{name: z${j}, template: f${i + 1}}`)
            .join(', ')}]]}\n`,
      )
      .join('')}`,
  },
  'aws-codebuild/batch': {
    'buildspec.yml': `version: 0.2\nbatch:\n  build-graph: [{identifier: a, depend-on: [b, a]}, {identifier: b, depend-on: [a]}, ${range(100 * scale)
      .map((i) => `{identifier: c${i}, depend-on: [c${i + 1}, a], buildspec: buildspec.yml}`)
      .join(', ')}]\nphases: {build: {commands: [make]}}\n`,
  },
  'woodpecker/matrix': {
    '.woodpecker.yml': `matrix: {${range(10)
      .map((i) => `A${i}: [${range(20).join(', ')}]`)
      .join(', ')}}\nwhen: {event: pull_request}\nsteps: [{name: a, image: "b:\${A0}", commands: ["echo \${CI_COMMIT_MESSAGE}\${A1}"]}]\n`,
  },
  'appveyor/matrix': {
    'appveyor.yml': `image: [${range(60)
      .map((i) => `i${i}`)
      .join(', ')}]\nplatform: [${range(60)
      .map((i) => `p${i}`)
      .join(', ')}]\nconfiguration: [${range(60)
      .map((i) => `c${i}`)
      .join(', ')}]\nenvironment: {matrix: [${range(60)
      .map((i) => `{A: ${i}}`)
      .join(', ')}]}\nbuild_script: [{ps: ${q('$('.repeat(2000))}}, make]\n`,
  },
  'jenkins/builds-cycle': {
    Jenkinsfile:
      "pipeline { agent any; stages { stage('a') { steps { build job: 'b', parameters: [string(name: 'X', value: env.CHANGE_TITLE)] } } } }\n",
    'b/Jenkinsfile': "node { build 'a'; build job: 'b'; build job: \"${env.X}\"; sh params.X }\n",
    'a/Jenkinsfile': "node { build job: '../b/b'; build job: 'a', wait: false }\n",
  },
  'jenkins/loads-cycle': {
    Jenkinsfile: "node { checkout scm; def a = load 'a.groovy'; a.go(env.CHANGE_TITLE); load 'Jenkinsfile'; load '../../etc/passwd' }\n",
    'a.groovy': "def go(x) { def b = load 'b.groovy'; b.go(x); go(x) }\nreturn this\n",
    'b.groovy': "def go(x) { def a = load 'a.groovy'; a.go(x + x); sh x }\nreturn this\n",
    'vars/p.groovy': 'def call(x) { q(x); p(x + x) }\n',
    'vars/q.groovy': 'def call(x) { p(x); q { p(x) } }\n',
    'ci/Jenkinsfile': '@Library("x") _\np(env.CHANGE_TITLE)\nnode { q(env.CHANGE_BRANCH) }\n',
  },
  'jenkins/functions-fan': {
    Jenkinsfile: `${range(14)
      .map((i) => `def f${i}(x) { ${i === 13 ? 'sh x' : `f${i + 1}(x); `.repeat(4)} }\n`)
      .join('')}node { f0(env.CHANGE_TITLE) }\n`,
  },
  'jenkins/doubling': {
    Jenkinsfile: `node {\n  def a0 = env.CHANGE_TITLE\n${range(60)
      .map((i) => `  def a${i + 1} = "\${a${i}}\${a${i}}"\n`)
      .join('')}  sh a60\n}\n`,
  },
  'jenkins/doubling-of-kinds': {
    Jenkinsfile: `node {
  def p0 = env.CHANGE_TITLE
  def k0 = 'x'
  def u0 = env.CHANGE_TITLE
  def l0 = [env.CHANGE_TITLE]
  def n0 = [env.CHANGE_TITLE]
  def m0 = [a: env.CHANGE_TITLE]
${range(60)
  .map(
    (i) => `  def p${i + 1} = p${i} + p${i}
  def k${i + 1} = k${i}.replace('x', 'xx')
  def u${i + 1} = u${i}.concat(u${i}).replaceAll('a', u${i})
  def l${i + 1} = l${i} + l${i}
  def n${i + 1} = [n${i}, n${i}, n${i}]
  def m${i + 1} = env.X ? [a: m${i}, b: m${i}] : [a: m${i}, b: [c: m${i}]]
`,
  )
  .join('')}  [p60, k60, u60, "\${l60}", "\${n60}", "\${m60}", l60.join(' '), n60.flatten().first()].each { sh it }
  sh p60; sh k60; sh u60; sh "\${l60}\${n60}\${m60}"
}
`,
  },
  'jenkins/matrix': {
    Jenkinsfile: `pipeline { agent any; stages { stage('m') { matrix { axes { ${range(8)
      .map(
        (i) =>
          `axis { name 'A${i}'; values ${range(30)
            .map((j) => `'v${j}'`)
            .join(', ')} }`,
      )
      .join('; ')} } stages { stage('a') { steps { sh "make \${A0}" } } } } } } }\n`,
  },
  'jenkins/nesting': { Jenkinsfile: `pipeline { agent any\nstages {${'stage("a") { stages { '.repeat(500)}${'} }'.repeat(500)} } }\n` },
  'jenkins/repeats': { Jenkinsfile: `node {\n${repeated(8000).join('\n')}\n}\n` },
  'jenkins/strings': { Jenkinsfile: `node { sh """${'${a.b("${c}")}'.repeat(5000)}""" }\nnode { sh "${'${'.repeat(20_000)}" }\n` },
  'jenkins/gigantic': { Jenkinsfile: `node {\n${'  sh "make ${env.CHANGE_TITLE}"\n'.repeat(8000 * Math.min(scale, 5))}}\n` },
  'jenkins/groovy': {
    Jenkinsfile: `def f(x) { f(x); f(x) }\nnode { f(f(f(1))); ${'['.repeat(5000)} ${'{ -> '.repeat(5000)} ${'a.'.repeat(5000)} ${'?: '.repeat(5000)} ${'/*'.repeat(5000)} $/${'/$'.repeat(5000)} }\n`,
  },
});

const beside = (scale: number): Readonly<Record<string, Tree>> => {
  const config = (text: string): Tree => ({ 'chokepoint.yml': text });
  const manifests = (name: string): Tree => Object.fromEntries(repeated(2000 * scale).map((text, i) => [`d${i}/${name}`, text]));
  return {
    'config/bomb': config(
      `version: 1\nsettings: &a0 {x: y}\n${range(30)
        .map((i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]\n`)
        .join('')}`,
    ),
    'config/depth': config(`version: 1\nsettings: ${'{a: '.repeat(5000)}`),
    'config/prototype': config(
      'version: 1\n__proto__: {polluted: 1}\nsettings: {__proto__: true, constructor: false, branch-protected: true}\nassets: {__proto__: {worth: 1}}\nactors: {constructor: 1}\n',
    ),
    'config/globs': config(
      `version: 1\nignore:\n${['**/'.repeat(200), '{a,b}'.repeat(40), '{1..1000000}', '*a'.repeat(200), '+(a|+(b|+(c)))'.repeat(20), '!(!(!(a)))', '[[[', '@(', '(((a*)*)*)*'].map((glob) => `  - ${q(`${glob}x`)}\n`).join('')}`,
    ),
    'config/keys': config(
      `version: 1\n${range(20_000)
        .map((i) => `k${i}: v\n`)
        .join('')}`,
    ),
    'config/policy': config(
      `version: 1\npolicy:\n${[`${'not '.repeat(2000)}open()`, `${'('.repeat(2000)}a`, 'a && '.repeat(2000), ...repeated(400 * scale), ...MARKUP, ...ACTING_NAMES].map((text, i) => `  - {id: ${q(`r${i}${text.slice(0, 50)}`)}, title: ${q(text)}, never: ${q(text)}, rule: ${q(text)}, forbid: ${q(text)}, require: ${q(text)}}\n`).join('')}`,
    ),
    'config/accept': config(
      `version: 1\naccept:\n${[...MARKUP, ...ACTING_NAMES, ...repeated(300 * scale)].map((text) => `  - {path: ${q(text)}, reason: ${q(text)}, until: ${q(text)}, by: ${q(text)}}\n`).join('')}`,
    ),
    'config/shapes': config('[[]]'),
    'config/binary': { 'chokepoint.yml': new Uint8Array([0xff, 0xfe, 0xff, 0x00, 0xd8, 0x00]) },
    'config/link': { 'chokepoint.yml': { link: '/etc/passwd' } },
    'config/pipe': { 'chokepoint.yml': { pipe: true } },
    'config/folder': { 'chokepoint.yml': { folder: true } },
    'config/snapshot': {
      'chokepoint.snapshot.json': `{"schema": "chokepoint.snapshot/1", "__proto__": {"polluted": 1}, "settings": ${'['.repeat(20_000)}`,
    },
    'inline/comments': {
      [CI]:
        job(run('make')) +
        [...MARKUP, ...ACTING_NAMES, ...repeated(400 * scale)]
          .map((text) => `# chokepoint: accept ${text.replaceAll(/[\r\n]/g, ' ')}\n# chokepoint-ignore ${text.replaceAll(/[\r\n]/g, ' ')}\n`)
          .join(''),
    },
    'owners/repeats': {
      '.github/CODEOWNERS': repeated(400 * scale)
        .map((text) => `${text.replaceAll(/[\r\n]/g, '')} @a\n.github/${'**/'.repeat(100)}${text.replaceAll(/\s/g, '').slice(0, 200)} @b\n`)
        .join(''),
    },
    'owners/stars': { CODEOWNERS: `${'*a'.repeat(300)} @a\n${'**/'.repeat(300)}x @a\n${'[a-'.repeat(300)} @b\n/.github/${'*'.repeat(2000)}b @c\n` },
    'owners/many': {
      CODEOWNERS: range(5000 * Math.min(scale, 10))
        .map((i) => `/a${i}/**/b*/c @o${i}\n`)
        .join(''),
    },
    'bots/dependabot': {
      '.github/dependabot.yml': `version: 2\nupdates:\n${range(2000)
        .map((i) => `  - {package-ecosystem: npm, directory: "/${i}", schedule: {interval: daily}, groups: {__proto__: {patterns: ["*"]}}}\n`)
        .join('')}`,
    },
    'bots/renovate': {
      'renovate.json5': `{extends: ["${'a:'.repeat(5000)}"], packageRules: ${'[{packageRules: '.repeat(80)}[]${'}]'.repeat(80)}, __proto__: {automerge: true}}`,
      'renovate.json': '['.repeat(50_000),
    },
    'bots/mergify': {
      '.mergify.yml': `pull_request_rules:\n${repeated(400 * scale)
        .map((text) => `  - {name: ${q(text)}, conditions: [${q(text)}, ${q(`author~=${text}`)}], actions: {merge: }}\n`)
        .join('')}`,
    },
    'manifests/npm': manifests('package.json'),
    'manifests/npm-names': {
      'package.json': `{"name": "__proto__", "dependencies": {"__proto__": "1", "constructor": "2", ${repeated(300 * scale)
        .map((text) => `${q(text)}: ${q(text)}`)
        .join(', ')}}, "scripts": {"__proto__": "make", "test": ${q('npm run '.repeat(5000))}}}`,
    },
    'manifests/lock': {
      'package.json': '{"name": "a"}',
      'package-lock.json': `{"lockfileVersion": 3, "packages": {${range(8000)
        .map((i) => `"node_modules/p${i}": {"version": "1.0.${i}", "dependencies": {"p${i + 1}": "*"}}`)
        .join(', ')}}}`,
    },
    'manifests/yarn': manifests('yarn.lock'),
    'manifests/pnpm': manifests('pnpm-lock.yaml'),
    'manifests/requirements': manifests('requirements.txt'),
    'manifests/pyproject': manifests('pyproject.toml'),
    'manifests/setup': manifests('setup.py'),
    'manifests/cargo': manifests('Cargo.toml'),
    'manifests/go': manifests('go.mod'),
    'manifests/gemfile': manifests('Gemfile'),
    'manifests/maven': manifests('pom.xml'),
    'manifests/gradle': manifests('build.gradle'),
    'manifests/npmrc': manifests('.npmrc'),
    'manifests/csproj': manifests('a.csproj'),
    'manifests/composer': manifests('composer.json'),
    'manifests/dockerfile': {
      [CI]: job(
        `      - uses: actions/checkout@v4\n${repeated(1)
          .map((_, i) => run(`docker build d${i}`))
          .join('')}`,
      ),
      ...manifests('Dockerfile'),
    },
    'manifests/makefile': {
      [CI]: job(
        `      - uses: actions/checkout@v4\n${repeated(1)
          .map((_, i) => run(`make -C d${i}`))
          .join('')}`,
      ),
      ...manifests('Makefile'),
    },
    'manifests/scripts': {
      [CI]: job(
        `      - uses: actions/checkout@v4\n${repeated(1)
          .map((_, i) => run(`sh d${i}/x.sh; python d${i}/x.py; node d${i}/x.js; pwsh d${i}/x.ps1`))
          .join('')}`,
      ),
      ...manifests('x.sh'),
      ...manifests('x.py'),
      ...manifests('x.js'),
      ...manifests('x.ps1'),
    },
    'manifests/kubernetes': manifests('cosign-policy.yaml'),
    'tree/deep': { [`${'d/'.repeat(100)}action.yml`]: 'name: x\n', [`${'d/'.repeat(100)}package.json`]: '{}' },
    'tree/link-to-folder': {
      loop: { link: '.' },
      'a/b/c': { link: '../..' },
      out: { link: '/' },
      '.github/dependabot.yml': { link: '../loop/loop/loop/a' },
    },
    'tree/link-to-git': { '.git/config': '[remote "origin"]\n', 'action.yml': { link: '.git/config' } },
    'tree/many-empty': Object.fromEntries(range(2000 * Math.min(scale, 10)).map((i) => [`d${i % 50}/f${i}.yml`, ''])),
    'tree/git-config': {
      '.git/HEAD': `ref: refs/${'a/'.repeat(5000)}\n`,
      '.git/config': `${'[remote "origin"]'.repeat(5000)}\n${' url = '.repeat(5000)}`,
      '.git/packed-refs': 'x\n'.repeat(50_000),
    },
    'tree/git-url': {
      '.git/HEAD': 'ref: refs/heads/../../../../etc/passwd\n',
      '.git/config': `[remote "origin"]\n\turl = https://x.example/${'a/'.repeat(5000)}<img>/\u001b[2J.git\n`,
    },
  };
};

export const specialCases = (scale: number): readonly HostileCase[] =>
  [
    ...Object.entries(github(scale)).map(([id, tree]) => [`github-actions/${id}`, tree] as const),
    ...Object.entries(gitlab(scale)).map(([id, tree]) => [`gitlab-ci/${id}`, tree] as const),
    ...Object.entries(others(scale)),
    ...Object.entries(beside(scale)),
  ].map(([id, tree]) => ({ id, trees: [tree], ...(/strange|config\/(?:policy|accept)|inline/.test(id) ? { acts: true as const } : {}) }));
