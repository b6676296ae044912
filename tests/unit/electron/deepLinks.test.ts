import { describe, expect, it } from 'vitest';
import { claimLinks, DeepLinks } from '../../../electron/deepLinks.ts';
import { makeElectron, type FakeApp } from '../../fakes/electron/fakeElectron.ts';

const LINK = 'yankcord://join?to=party.example';
const link = { origin: 'https://party.example' };

const follow = (argv: readonly string[] = []): { app: FakeApp; links: DeepLinks; told: () => number } => {
  const { app, module } = makeElectron();
  const links = new DeepLinks(module.app, argv);
  let told = 0;
  links.events.on('waiting', () => {
    told += 1;
  });
  return { app, links, told: () => told };
};

describe('links into the app', () => {
  it('may start it', () => {
    const { links } = follow(['/opt/yankcord', '--no-sandbox', LINK]);
    expect(links.take()).toEqual(link);
    expect(links.take()).toBeUndefined();
  });

  it('come by a second instance, or as an event of macOS; the last one counts', () => {
    const { app, links, told } = follow();
    app.emit('second-instance', {}, ['/opt/yankcord', 'yankcord://join?to=other.example']);
    app.emit('open-url', { preventDefault: () => undefined }, LINK);
    expect(told()).toBe(2);
    expect(links.take()).toEqual(link);
    expect(links.take()).toBeUndefined();
  });

  it('are nothing when they are not exactly ours', () => {
    const { app, links, told } = follow(['--data=yankcord://join?to=party.example']);
    app.emit('second-instance', {}, ['yankcord://join?to=party.example&run=calc', 'https://party.example']);
    expect(told()).toBe(0);
    expect(links.take()).toBeUndefined();
  });

  it('are heard no more after the end', () => {
    const { app, links } = follow();
    links.close();
    expect(app.listenerCount('second-instance') + app.listenerCount('open-url')).toBe(0);
  });

  it('are claimed by an installed app alone', () => {
    const installed = makeElectron({ isPackaged: true });
    claimLinks(installed.module.app);
    expect(installed.app.claimed).toEqual(['yankcord']);
    const checkout = makeElectron();
    claimLinks(checkout.module.app);
    expect(checkout.app.claimed).toEqual([]);
  });
});
