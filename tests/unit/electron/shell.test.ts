/** The whole main process on the stand-in: window, tray, notifications, and what closing means. */
import { describe, expect, it, vi } from 'vitest';
import type { ChannelId } from '../../../common/ids.ts';
import type { Status } from '../../../common/ipc/status.ts';
import { trayPicture } from '../../../electron/tray/picture.ts';
import { launchApp, OWN_PAGE, type Launched } from '../../fakes/electron/launch.ts';

const texts: Status['texts'] = {
  tooltip: 'Yankcord · Lounge',
  mute: 'Mute',
  unmute: 'Unmute',
  deafen: 'Deafen',
  undeafen: 'Undeafen',
  leave: 'Leave',
  show: 'Show',
  quit: 'Quit',
};
const status = (changed: Partial<Status> = {}): Status => ({
  voice: 'open',
  serverMuted: false,
  guests: false,
  mentions: 0,
  texts,
  ...changed,
});
const call = async ({ handlers }: Launched, name: string, data?: unknown): Promise<unknown> => {
  const reply: unknown = await handlers.get(name)?.(OWN_PAGE, data);
  expect(reply).toMatchObject({ ok: true });
  return reply;
};
const told = ({ window }: Launched, name: string): unknown[] =>
  window.webContents.sent.filter((one) => one.name === name).map(({ notice }) => notice);

describe('the tray', () => {
  const labels = ({ trays }: Launched): unknown[] => trays[0]?.menu.map(({ type, label }) => type ?? label) ?? [];

  it('is there from the first word of the page, and says what each entry would do now', async () => {
    const app = await launchApp();
    expect(app.trays).toEqual([]);
    await call(app, 'status.tell', status());
    expect(labels(app)).toEqual(['Show', 'separator', 'Mute', 'Deafen', 'Leave', 'separator', 'Quit']);
    expect(app.trays[0]?.tooltip).toBe('Yankcord · Lounge');
    await call(app, 'status.tell', status({ voice: 'muted' }));
    expect(labels(app)).toContain('Unmute');
    await call(app, 'status.tell', status({ voice: 'deafened' }));
    expect(labels(app)).toEqual(['Show', 'separator', 'Unmute', 'Undeafen', 'Leave', 'separator', 'Quit']);
    await call(app, 'status.tell', status({ voice: 'idle' }));
    expect(labels(app)).not.toContain('Leave');
    expect(app.trays).toHaveLength(1);
  });

  it('offers no unmuting to whom a moderator mutes', async () => {
    const app = await launchApp();
    await call(app, 'status.tell', status({ voice: 'muted', serverMuted: true }));
    expect(app.trays[0]?.menu.find(({ label }) => label === 'Unmute')?.enabled).toBe(false);
  });

  it('hands what is chosen to the page; showing and quitting are its own', async () => {
    const app = await launchApp();
    await call(app, 'status.tell', status());
    const choose = (label: string): void => {
      const item = app.trays[0]?.menu.find((one) => one.label === label);
      item?.click?.({} as never, undefined, {}); // nothing of these is read
    };
    choose('Mute');
    choose('Deafen');
    choose('Leave');
    expect(told(app, 'status.chosen')).toEqual(['toggleMute', 'toggleDeafen', 'leave']);
    app.window.hide();
    app.window.minimized = true;
    choose('Show');
    expect(app.window).toMatchObject({ shown: true, minimized: false, focused: 1 });
    choose('Quit');
    expect(app.app.quits).toBe(1);
  });

  it('has a picture of its own for each look', () => {
    const looks = ['idle', 'open', 'talking', 'muted', 'deafened'] as const;
    const pictures = new Set(looks.map((look) => Buffer.from(trayPicture(look, 16)).toString('hex')));
    expect(pictures.size).toBe(looks.length);
    for (const look of looks) {
      const opaque = trayPicture(look, 32).filter((value, index) => index % 4 === 3 && value > 200).length;
      expect(opaque).toBeGreaterThan(80);
      expect(opaque).toBeLessThan(600);
    }
  });
});

describe('mentions', () => {
  it('are a number on the icon, and flash while the window is behind others', async () => {
    const app = await launchApp();
    await call(app, 'status.tell', status({ mentions: 2 }));
    expect(app.app.badge).toBe(2);
    expect(app.window.flashes).toBe(true);
    app.window.emit('focus');
    expect(app.window.flashes).toBe(false);
    app.window.hasFocus = true;
    await call(app, 'status.tell', status({ mentions: 3 }));
    expect(app.window.flashes).toBe(false);
    await call(app, 'status.tell', status({ mentions: 0 }));
    expect(app.app.badge).toBe(0);
  });

  it('are shown by the system, one for each channel, and open it', async () => {
    const app = await launchApp();
    const place = { server: 'https://192.0.2.7:7880', channelId: 'general' as ChannelId };
    const elsewhere = { ...place, server: 'https://192.0.2.8:7880' };
    await call(app, 'status.notify', { ...place, title: 'Ben mentioned you', body: 'hello @Ann' });
    await call(app, 'status.notify', { ...place, title: 'Ben mentioned you', body: 'are you there, @Ann?' });
    expect(app.notifications.map(({ shown }) => shown)).toEqual([false, true]);
    // The channel of the same id of another server is another one.
    await call(app, 'status.withdraw', elsewhere);
    expect(app.notifications.map(({ shown }) => shown)).toEqual([false, true]);
    await call(app, 'status.withdraw', place);
    expect(app.notifications.map(({ shown }) => shown)).toEqual([false, false]);
    await call(app, 'status.notify', { ...place, title: 'Ben mentioned you', body: 'once more, @Ann' });
    app.window.hide();
    app.notifications[2]?.emit('click');
    expect(app.window.shown).toBe(true);
    expect(told(app, 'status.notificationOpened')).toEqual([place]);
  });
});

describe('closing the window', () => {
  it('ends the app outside of a call', async () => {
    const app = await launchApp();
    await call(app, 'status.tell', status({ voice: 'idle' }));
    app.window.close();
    expect(app.window.closed).toBe(true);
  });

  it('is asked about during a call, once', async () => {
    const app = await launchApp();
    await call(app, 'status.tell', status());
    app.window.close();
    expect(told(app, 'app.closeAsked')).toEqual([null]);
    await call(app, 'app.answerClose', { closing: 'tray' });
    expect(app.window).toMatchObject({ closed: false, shown: false });
    app.window.show();
    app.window.close();
    expect(told(app, 'app.closeAsked')).toHaveLength(1);
    expect(app.window).toMatchObject({ closed: false, shown: false });
    // The answer is remembered by the next start, too.
    expect(await call(app, 'app.getChoices')).toMatchObject({ data: { closing: 'tray' } });
  });

  it('is asked about each time while guests are in the party, whatever was chosen for calls', async () => {
    const app = await launchApp();
    await call(app, 'app.choose', { closing: 'quit' });
    await call(app, 'status.tell', status({ voice: 'idle', guests: true }));
    app.window.close();
    expect(app.window.closed).toBe(false);
    expect(told(app, 'app.closeAsked')).toEqual([null]);
    await call(app, 'app.answerClose', { closing: 'tray' });
    expect(app.window).toMatchObject({ closed: false, shown: false });
    // The answer was for the guests of this time: the choice for calls stands, and the next closing is asked about.
    expect(await call(app, 'app.getChoices')).toMatchObject({ data: { closing: 'quit' } });
    app.window.show();
    app.window.close();
    expect(told(app, 'app.closeAsked')).toHaveLength(2);
    await call(app, 'status.tell', status({ voice: 'idle', guests: false }));
    await call(app, 'app.answerClose', { closing: 'quit' });
    await vi.waitFor(() => {
      expect(app.app.gone).toBe(true);
    });
  });

  it('quits when that is the answer', async () => {
    const app = await launchApp();
    await call(app, 'status.tell', status());
    app.window.close();
    await call(app, 'app.answerClose', { closing: 'quit' });
    await vi.waitFor(() => {
      expect(app.app.gone).toBe(true);
    });
    // As Electron does next: nothing keeps the window now.
    app.window.close();
    expect(app.window.closed).toBe(true);
  });

  it('twice at once needs no answer: the page may be unable to ask', async () => {
    const app = await launchApp();
    await call(app, 'status.tell', status());
    app.window.close();
    app.window.close();
    expect(app.window.closed).toBe(true);
  });
});

describe('the window', () => {
  it('comes back where it was, as large, and maximised', async () => {
    const first = await launchApp();
    first.window.bounds = { x: 100, y: 50, width: 900, height: 600 };
    first.window.maximize();
    first.window.close();
    first.app.quit();
    first.forks[0]?.child.exit(0);
    await vi.waitFor(() => {
      expect(first.app.gone).toBe(true);
    });
    const second = await launchApp({ userData: first.userData });
    expect(second.window.options).toMatchObject({ x: 100, y: 50, width: 900, height: 600 });
    second.window.emit('ready-to-show');
    expect(second.window).toMatchObject({ shown: true, maximized: true });
  });

  it('stays in the tray when the system starts the app, if that is wanted', async () => {
    const app = await launchApp({}, ['--with-system']);
    app.window.emit('ready-to-show');
    expect(app.window.shown).toBe(false);
    app.app.emit('second-instance', {}, []);
    expect(app.window.shown).toBe(true);
    await call(app, 'app.choose', { startHidden: false });
    app.app.quit();
    app.forks[0]?.child.exit(0);
    await vi.waitFor(() => {
      expect(app.app.gone).toBe(true);
    });
    const next = await launchApp({ userData: app.userData }, ['--with-system']);
    next.window.emit('ready-to-show');
    expect(next.window.shown).toBe(true);
  });

  it('offers to start with the system where it is installed', async () => {
    const installed = await launchApp({ isPackaged: true });
    const choices = await call(installed, 'app.choose', { startWithSystem: true });
    expect(choices).toMatchObject({ data: { startWithSystem: true, canStartWithSystem: true } });
    expect(await call(await launchApp(), 'app.getChoices')).toMatchObject({ data: { canStartWithSystem: false } });
  });
});
