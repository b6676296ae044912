import { callByNames } from '../stores/mentions.ts';
import { useServerStore } from '../stores/server.ts';

/** A body in one line, as it is quoted, found and spoken: without line breaks, and with the names of those it calls. */
export function useShownText(): (body: string) => string {
  const server = useServerStore();
  return (body) =>
    callByNames(body, (id) => server.members.get(id)?.name)
      .replace(/\s+/gu, ' ')
      .trim();
}
