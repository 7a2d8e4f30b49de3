// Run by remove.test.ts: loads the addon it is told, says so, and stays until its parent is gone.
process.on('disconnect', () => process.exit());
process.on('message', (file: string) => {
  process.dlopen({ exports: {} }, file);
  process.send?.('loaded');
});
