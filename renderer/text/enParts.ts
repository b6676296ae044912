/** Of parts of the app that come when they are opened. */
export const enParts = {
  parts: {
    loading: 'Loading…',
    failed: 'This part of Yankcord could not be loaded. It may have been updated: reload to go on.',
  },
};
