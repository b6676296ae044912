/**
 * Loaded into the party's program (`node --import`): when the command that started it is killed without a word, the
 * channel between them closes, and the party ends as it does by a signal. It never stays behind unseen.
 */
process.on('disconnect', () => {
  // An event and no signal: on Windows a signal would end the process before the guests are told.
  process.emit('SIGTERM');
});
// The channel alone does not keep the party up.
process.channel?.unref();
