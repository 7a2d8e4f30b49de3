// Child process of remove.test.ts: loads the given addon, reports that, and exits with its parent.
process.on('disconnect', () => process.exit());
process.on('message', (file: string) => {
  process.dlopen({ exports: {} }, file);
  process.send?.('loaded');
});
