/**
 * What belongs to the device is one for all servers' apps in this page, whose stores are else their own: a choice made in one
 * holds in the others. Made when it is asked for first, as storage has to be open by then.
 */
export const oneForAll = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};
