import { inviteToken } from '../../common/accounts.ts';

/** The invite by which this page was opened. It leaves the address: whoever shows their screen hands it to nobody. */
export function takeInvite(): string | undefined {
  const token = inviteToken.safeParse(new URLSearchParams(location.hash.slice(1)).get('invite'));
  if (!token.success) {
    return undefined;
  }
  history.replaceState(history.state, '', `${location.pathname}${location.search}`);
  return token.data;
}
