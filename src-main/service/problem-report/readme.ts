const about: readonly [RegExp, string][] = [
  [/^versions\.txt$/, 'the program, the computer and the TensorFlow runtime'],
  [/^settings\.json$/, 'settings of the program, without paths'],
  [/^program\.log$/, 'what the program has logged of its own errors'],
  [/^window\.txt$/, 'errors that the window has shown'],
  [/run\.json$/, 'the record of a run, without names of data and notes'],
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
Names of the user and of the computer, paths, addresses of mail and secrets were taken out. It holds no data sets, no
weights and no curves. Read it before you send it.
`;
}
