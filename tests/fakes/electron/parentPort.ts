/** Loaded before a built entry: gives it what Electron puts on `process` in a utility process. */
const parentPort = {
  postMessage: (message: unknown): void => {
    process.send?.(message);
  },
  on: (event: 'message', listener: (event: { data: unknown }) => void): void => {
    process.on(event, (data: unknown) => {
      listener({ data });
    });
  },
};
Object.assign(process, { parentPort });
