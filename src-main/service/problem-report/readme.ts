import { whereToSendReport } from '#api/problem-report';

const about: readonly [RegExp, string][] = [
  [/^versions\.txt$/, 'the program, the computer and the TensorFlow runtime'],
  [/^settings\.json$/, 'settings of the program: how many runs at once, and how many projects'],
  [/^program\.log$/, 'what the program has logged of its own errors'],
  [/^failures\.log$/, 'errors that have ended a start of the program or a command'],
  [/^window\.txt$/, 'errors that the window has shown'],
  [
    /run\.json$/,
    'the record of a run: its model with the names of its nodes, its settings, last results and failure',
  ],
  [/log\.jsonl$/, 'the log of that run'],
];

/** The text of the issue, to be filled in, and what the report holds. */
export function readmeOfReport(names: readonly string[]): string {
  const listed = names.map((name) => {
    const [, what = ''] = about.find(([pattern]) => pattern.test(name)) ?? [];
    return `- \`${name}\`: ${what}\n`;
  });
  return `# A problem of DNI Workbench

## What I did

1.

## What I expected


## What happened instead


## How often

Always, sometimes, or once:

## What the report holds

${listed.join('')}
It holds no data sets, no weights and no curves. Of a run, its name, notes and tags, and the names of its data set and
of the columns are left out. In messages, what stands in quotation marks is left out unless it is a word of the program,
and so are JSON and the paths, addresses, secrets, and names of the user and of the computer that are recognised. A name
that stands in a sentence without quotation marks is not recognised.

${whereToSendReport}
`;
}
