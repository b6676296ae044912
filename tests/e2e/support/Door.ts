import { expect, type Browser, type BrowserContextOptions } from '@playwright/test';
import type { BadNetwork } from '../../fakes/BadNetwork.ts';
import type { DesktopBridge } from '../../fakes/electron/DesktopBridge.ts';
import { installCensus } from '../../fakes/page/census.ts';
import { installEar } from '../../fakes/page/ear.ts';
import { installRtp } from '../../fakes/page/rtp.ts';
import { deviceState } from '../../fakes/screen.ts';
import { Person } from './Person.ts';
import type { Voices } from './Voices.ts';

/** How somebody comes: with a voice (the tone their microphone hears), perhaps with another screen or language. */
export interface Arrival {
  readonly voice: number | 'denied' | Browser;
  /** By which way; the party's own address otherwise. */
  readonly url?: string;
  /** Signaling and media go by this network. */
  readonly network?: BadNetwork;
  /** As the window of the desktop app. */
  readonly desktop?: Pick<DesktopBridge, 'url' | 'attach'>;
  readonly device?: BrowserContextOptions;
  readonly remembered?: Readonly<Record<string, string>>;
}

/** Opens addresses in browsers of people's own. */
export class Door {
  readonly #voices: Voices;
  readonly #people: Person[] = [];

  constructor(voices: Voices) {
    this.#voices = voices;
  }

  async arrive(name: string, { voice, network, desktop, url, device, remembered }: Arrival): Promise<Person> {
    const address = url ?? desktop?.url ?? network?.url;
    if (address === undefined) {
      throw new Error(`${name} knows no address`);
    }
    const browser = typeof voice === 'object' ? voice : await this.#voices.browser(voice);
    const context = await browser.newContext({
      ignoreHTTPSErrors: true,
      locale: 'en-US',
      viewport: { width: 1_280, height: 800 },
      storageState: deviceState(address, remembered),
      ...device,
    });
    await network?.lead(context);
    await desktop?.attach(context);
    await context.addInitScript(installCensus);
    await context.addInitScript(installEar);
    await context.addInitScript(installRtp);
    const person = new Person(await context.newPage(), name);
    this.#people.push(person);
    await person.page.goto(address);
    return person;
  }

  /** Everybody goes; nothing may have failed in their pages. */
  async close(): Promise<void> {
    const faults = this.#people.flatMap(({ name, faults: own }) => own.map((fault) => `${name}: ${fault}`));
    await Promise.all(this.#people.map(({ context }) => context.close()));
    expect(faults).toEqual([]);
  }
}
