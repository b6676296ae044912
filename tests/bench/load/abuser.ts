/**
 * One client that does all it can: five thousand messages a second, of which most are no requests at all, and frames
 * that are no messages. Cut off, it comes back at once, which no client of ours would. Its parent ends it, and is told what it did each second.
 */
import { setPriority } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { Guest } from '../../fakes/Guest.ts';

const MESSAGES_PER_TICK = 5;
const TICK_MS = 1;
const TOLD_MS = 1_000;
const LOWEST_PRIORITY = 19;
const FRAMES = ['', '4', '42', '42[', '42{}', '451-["x",{"_placeholder":true,"num":9}]', '9', '4'.repeat(99)];

export interface AbuserReport {
  readonly sent: number;
  readonly connections: number;
}

const [url = ''] = process.argv.slice(2);
// It shares a core with the honest, whose time is measured.
setPriority(LOWEST_PRIORITY);

let sent = 0;
let connections = 0;

const DATA: readonly unknown[] = [{}, { idle: 'no' }, null, 'x'.repeat(9_000), { channelId: 1, body: [] }];
const NAMES = ['setPresence', 'sendMessage', 'joinVoice', 'noSuchRequest', 'authenticate'];

function abuse({ socket }: Guest): void {
  const turn = sent;
  sent += 1;
  // engine.io-client keeps its WebSocket out of its types.
  const { ws } = socket.io.engine.transport as unknown as { ws: { send(data: string): void } };
  if (turn % 10 === 0) {
    ws.send(FRAMES[(turn / 10) % FRAMES.length] ?? '');
  } else if (turn % 10 === 1) {
    socket.emit(NAMES[turn % NAMES.length] ?? '', DATA[turn % DATA.length]);
  } else {
    socket.emit(NAMES[turn % NAMES.length] ?? '', DATA[turn % DATA.length], () => undefined);
  }
}

setInterval(() => {
  process.send?.({ sent, connections } satisfies AbuserReport);
}, TOLD_MS);

/** Until it is cut off. */
async function abuseBy(guest: Guest): Promise<void> {
  let due = performance.now();
  for (let cut = false; !cut; cut = !guest.socket.connected) {
    // By the schedule: what a late timer missed is sent with the next.
    for (; due <= performance.now() && guest.socket.connected; due += TICK_MS / MESSAGES_PER_TICK) {
      abuse(guest);
    }
    await wait(TICK_MS);
  }
}

const { token } = await Guest.join(url, 'Abuser', { remembers: false }).then(({ welcome, socket }) => {
  socket.disconnect();
  return welcome;
});
for (;;) {
  try {
    const guest = await Guest.resume(url, token, { remembers: false });
    connections += 1;
    await abuseBy(guest);
    guest.close();
  } catch {
    await wait(TICK_MS); // refused or cut off while it came: it tries again
  }
}
