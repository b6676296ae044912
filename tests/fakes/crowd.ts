/** Many people at once, without browsers: they are there to be seen. */
import { Guest } from './Guest.ts';

export interface Crowd {
  readonly people: readonly Guest[];
  leave(): void;
}

/** Names as people have them in one room: the longest that is allowed, right to left, combined and wide letters. */
const NAMES = ['W'.repeat(32), 'يوسف بن عبد الله', 'דנה', 'Zoë Å. Ñuñez', '山田 太郎', '🦊', 'A', 'Ana سارة (2)'];

/** Comes into the voice channel `channel`, each with a microphone and perhaps a camera, of which nothing is ever sent. */
export async function gather(url: string, count: number, channel: string, cameras: boolean): Promise<Crowd> {
  const people: Guest[] = [];
  for (let index = 0; index < count; index += 1) {
    // One by one: a server lets an address in at a pace.
    const guest = await Guest.join(url, NAMES[index] ?? `Person ${String(index + 1)}`, { remembers: false });
    people.push(guest);
    await guest.joinVoice(guest.voiceChannel(channel), { muted: index % 3 === 0 });
    await guest.produce();
    if (cameras) {
      await guest.produce('camera');
    }
  }
  return {
    people,
    leave: () => {
      people.forEach((guest) => {
        guest.close();
      });
    },
  };
}
