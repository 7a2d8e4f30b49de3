/** Ends of error messages that say how to install the runtime, in the window and on the command line. */

export const installHint = (variant: 'gpu' | null): string =>
  `install it in Settings, under Compute, or with \`npm run dni -- setup${variant ? ` --${variant}` : ''}\``;

export const localWheelsHint =
  'give the wheels by hand ("From files" in Settings, under Compute, or `npm run dni -- setup --from DIR`)';
