/** Resolves with `work`, or after `ms` without it. */
export const atMost = async (ms: number, work: Promise<unknown>): Promise<void> => {
  const { promise: late, resolve } = Promise.withResolvers<unknown>();
  const timer = setTimeout(resolve, ms, undefined);
  await Promise.race([work, late]);
  clearTimeout(timer);
};
