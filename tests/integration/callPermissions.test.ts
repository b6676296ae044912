/** Who may join a call, and what is left of it to those who may no longer: on running media, at once. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Guest } from '../fakes/Guest.ts';
import { eventually, Party } from '../fakes/party.ts';
import { codeOf, deny, EVERYONE } from '../fakes/permissions.ts';

let party: Party | undefined;
afterEach(async () => {
  await party?.close();
  party = undefined;
});

const open = async (): Promise<Record<'owner' | 'mod' | 'gus', Guest>> => {
  party = await Party.open();
  const owner = await party.guest('Olga');
  return { owner, mod: await party.guest('Mona'), gus: await party.guest('Gus') };
};

describe('a call that one may not join', () => {
  it('is closed to whoever asks for it from outside (S9)', async () => {
    const { owner, gus } = await open();
    const lounge = owner.voiceChannel('Lounge');
    await deny(owner, lounge, EVERYONE, 'connect');
    expect(await codeOf(gus.joinVoice(lounge))).toBe('forbidden');
    expect(await codeOf(gus.ask('prepareVoice', gus.setupOf(lounge)))).toBe('forbidden');
    expect(party?.counts).toMatchObject({ peers: 0, waitingPeers: 0, transports: 0 });
    await owner.joinVoice(lounge); // whom nothing is denied
  });

  it('also to whoever has prepared it while it was open (S9)', async () => {
    const { owner, gus } = await open();
    const lounge = owner.voiceChannel('Lounge');
    const { peerId } = await gus.ask('prepareVoice', gus.setupOf(lounge));
    await deny(owner, lounge, EVERYONE, 'connect');
    expect(await codeOf(gus.joinVoice(lounge, { preparedPeerId: peerId }))).toBe('forbidden');
    expect(party?.counts).toMatchObject({ peers: 0 });
  });

  it('also to whoever comes over from another, and stays there (S18)', async () => {
    const { owner, gus } = await open();
    const lounge = owner.voiceChannel('Lounge');
    await deny(owner, lounge, EVERYONE, 'connect');
    await gus.joinVoice(gus.voiceChannel('Games'));
    await gus.produce();
    expect(await codeOf(gus.joinVoice(lounge))).toBe('forbidden');
    expect(gus.heard('voiceEnded')).toEqual([]);
    expect(party?.counts).toMatchObject({ peers: 1, producers: 1 });
  });
});

describe('losing a permission in a call', () => {
  it('ends what it was for at once, and what remains goes on', async () => {
    const { owner, mod, gus } = await open();
    const lounge = owner.voiceChannel('Lounge');
    await owner.joinVoice(lounge);
    await mod.joinVoice(lounge);
    await gus.joinVoice(lounge);
    await gus.produce('microphone');
    await gus.produce('camera');
    await gus.ask('openIngest', { preferredCodecs: ['H264'], sound: false });
    expect(party?.counts.producers).toBe(3);

    await deny(owner, lounge, gus, 'useCamera', 'shareScreen', 'speak');
    await eventually(() => party?.counts.producers === 1);
    await gus.hears('sourcesWithdrawn');
    await mod.hears('roomChanged', ({ events }) =>
      events.some((event) => event.kind === 'stateChanged' && event.serverMuted && !event.camera && !event.screen),
    );
    expect(await codeOf(gus.produce('camera'))).toBe('forbidden');
    expect(await codeOf(gus.ask('openIngest', { preferredCodecs: ['H264'], sound: false }))).toBe('forbidden');
    // It is not theirs to undo.
    await gus.ask('setVoiceState', { muted: false, deafened: false });
    const trace = await gus.ask('traceMicrophone', {});
    expect(trace.microphone).toMatchObject({ paused: true });
    // Nor a moderator's, who says nothing about who may speak.
    await owner.ask('serverMute', { memberId: gus.id, muted: true });
    await owner.ask('serverMute', { memberId: gus.id, muted: false });
    expect((await gus.ask('traceMicrophone', {})).microphone).toMatchObject({ paused: true });

    await owner.ask('setOverride', {
      channelId: lounge,
      target: { kind: 'member', memberId: gus.id },
      allow: 0,
      deny: 0,
    });
    await expect.poll(async () => (await gus.ask('traceMicrophone', {})).microphone?.paused).toBe(false);
    await gus.produce('camera');

    await deny(owner, lounge, EVERYONE, 'connect');
    const ended = await gus.hears('voiceEnded');
    expect(ended).toMatchObject({ reason: 'removed', rejoin: false, lost: 'connect' });
    expect(party?.counts).toMatchObject({ peers: 1, producers: 0 });
    expect(await codeOf(gus.joinVoice(lounge))).toBe('forbidden');
    expect(owner.heard('voiceEnded')).toEqual([]);
  });

  it('takes less than 100 ms, from asking for it to the end of what is sent (R8)', async () => {
    const { owner, gus } = await open();
    const lounge = owner.voiceChannel('Lounge');
    await gus.joinVoice(lounge);
    const tookMs: number[] = [];
    // The best of a few: a machine that is busy with something else is slow, and a server that waits is slow each time.
    for (let turn = 0; turn < 5; turn += 1) {
      await gus.produce('camera');
      expect(party?.counts.producers).toBe(1);
      const startMs = performance.now();
      const denied = deny(owner, lounge, gus, 'useCamera');
      await eventually(() => party?.counts.producers === 0);
      tookMs.push(performance.now() - startMs);
      await denied;
      const target = { kind: 'member', memberId: gus.id } as const;
      await owner.ask('setOverride', { channelId: lounge, target, allow: 0, deny: 0 });
    }
    expect(Math.min(...tookMs)).toBeLessThan(100);
  });

  it('also where the connection is away for a moment', async () => {
    const { owner, gus } = await open();
    const lounge = owner.voiceChannel('Lounge');
    const { peerId } = await gus.joinVoice(lounge);
    gus.cut();
    await eventually(() => party?.counts.sockets === 2);
    expect(party?.counts.peers).toBe(1);
    await deny(owner, lounge, EVERYONE, 'viewChannel');
    expect(party?.counts.peers).toBe(0);
    const again = await party?.again(gus);
    expect(await codeOf(again?.ask('resumeVoice', { peerId }) ?? Promise.resolve())).toBe('peer_not_found');
  });
});
