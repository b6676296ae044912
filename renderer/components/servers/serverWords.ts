import type { ServerLook } from '../../servers/look.ts';
import { useText } from '../../text/index.ts';

/** What is to be said of a server that one is not looking at. */
export function useServerWords(): { stateOf: (look: ServerLook) => string[]; labelOf: (look: ServerLook) => string } {
  const { t, plural } = useText();

  const stateOf = ({ call, standing, mentions, unread, waiting }: ServerLook): string[] => [
    ...(call === undefined ? [] : [call === '' ? t('servers.call') : t('servers.callIn', { channel: call })]),
    ...(standing === 'there' ? [] : [t(`servers.${standing}`)]),
    ...(waiting > 0 ? [plural('servers.waiting', waiting)] : []),
    ...(mentions > 0 ? [plural('servers.mentions', mentions)] : unread > 0 ? [t('servers.unread')] : []),
  ];
  const nameOf = ({ name, url }: ServerLook): string => name ?? (url === undefined ? '' : new URL(url).host);
  return { stateOf, labelOf: (look) => [nameOf(look), ...stateOf(look)].join(', ') };
}
