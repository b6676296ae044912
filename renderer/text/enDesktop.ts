/** What only the desktop app says: its window, its shortcuts, its updates. */
export const enDesktop = {
  titleBar: {
    label: 'Window',
    minimise: 'Minimize',
    maximise: 'Maximize',
    restore: 'Restore size',
    close: 'Close the window',
  },
};
