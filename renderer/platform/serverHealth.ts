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
