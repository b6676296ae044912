/** Whether a text calls somebody of this name: `@name`, as a word of its own, in whatever case. */
export function mentions(text: string, name: string): boolean {
  if (name === '') {
    return false;
  }
  const called = `@${name}`.toLocaleLowerCase();
  const said = text.toLocaleLowerCase();
  for (let at = said.indexOf(called); at !== -1; at = said.indexOf(called, at + 1)) {
    const before = said.slice(0, at);
    const after = said.slice(at + called.length);
    if (!/[\p{L}\p{N}_]$/u.test(before) && !/^[\p{L}\p{N}_]/u.test(after)) {
      return true;
    }
  }
  return false;
}
