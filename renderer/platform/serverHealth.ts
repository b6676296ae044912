import { doorOffer, type DoorOffer } from '../../common/accounts.ts';
import { health } from '../../common/signaling.ts';

/** What a server calls itself before one is let in; undefined when it does not say (another origin, or not there). */
export async function askServerName(origin: string): Promise<string | undefined> {
  try {
    const reply = await fetch(new URL('/healthz', origin), { credentials: 'omit' });
    const parsed = health.safeParse(await reply.json());
    return parsed.success ? parsed.data.name : undefined;
  } catch {
    return undefined; // signing in will tell what is wrong, if something is
  }
}

/** Which ways in a server offers to whoever brings this invite; undefined when it does not say, as older ones. */
export async function askDoor(origin: string, invite: string | undefined): Promise<DoorOffer | undefined> {
  try {
    // Text, and no JSON: a browser would ask the server first whether it may.
    const headers = { 'content-type': 'text/plain' };
    const body = invite ?? '';
    const reply = await fetch(new URL('/door', origin), { method: 'POST', credentials: 'omit', headers, body });
    const parsed = doorOffer.safeParse(await reply.json());
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // coming in will tell what is wrong, if something is
  }
}
