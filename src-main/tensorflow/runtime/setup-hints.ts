/** How a person gets at setup, whether in the window or on the command line: ends of sentences. */

export const installRuntime = (variant: 'gpu' | null): string =>
  `install it in Settings, under Compute, or with \`npm run dni -- setup${variant ? ` --${variant}` : ''}\``;

export const giveWheels =
  'give the wheels by hand ("From files" in Settings, under Compute, or `npm run dni -- setup --from DIR`)';
