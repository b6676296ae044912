import { availableParallelism } from 'node:os';
import type {
  CaptureAbilities,
  CaptureEnd,
  CaptureQuality,
  CaptureSource,
  CaptureStatus,
} from '../../common/capture.ts';
import { AppError } from '../../common/errors.ts';
import type { ProducerId } from '../../common/ids.ts';
import type { IngestAnswer } from '../../common/ingest.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import { CaptureSession, type CaptureState } from '../../native-capture/CaptureSession.ts';
import { findAbilities } from '../../native-capture/encoders.ts';
import { listMacSources, listWindowsSources, type SeenSource } from '../../native-capture/otherSources.ts';
import { listX11Sources, type TargetedSource } from '../../native-capture/sources.ts';
import { hasSound } from '../../native-capture/sound/sinkInputs.ts';
import { takeThumbnail } from '../../native-capture/thumbnails.ts';
import type { CaptureTools } from '../config.ts';

interface CaptureStart {
  readonly sourceId: string;
  readonly quality: CaptureQuality;
  readonly ingest: IngestAnswer;
  readonly host: string;
}

interface CaptureTold {
  status(status: CaptureStatus): void;
  ended(producerId: ProducerId, why: CaptureEnd): void;
}

/** Screens and windows by the name that the system shows, where ffmpeg cannot tell. */
type SeeSources = () => Promise<readonly SeenSource[]>;

const STATUS_EVERY_MS = 1_000;

/** The one native share of the app. Nothing of it is left when it is closed. */
export class ScreenCapture implements Closable {
  readonly #life = new Lifetime();
  readonly #tools: CaptureTools;
  readonly #told: CaptureTold;
  readonly #see: SeeSources;
  #abilities: Promise<CaptureAbilities> | undefined;
  #listed: readonly TargetedSource[] = [];
  #session: CaptureSession | undefined;
  /** Of the newest start; aborted when it is not wanted any more. */
  #starting: AbortController | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(tools: CaptureTools, told: CaptureTold, see: SeeSources = () => Promise.resolve([])) {
    this.#tools = tools;
    this.#told = told;
    this.#see = see;
    this.#life.add(() => {
      this.stop();
      this.watch(false);
    });
  }

  async abilities(fresh: boolean): Promise<CaptureAbilities> {
    if (fresh || this.#abilities === undefined) {
      this.#abilities = this.#find();
    }
    const found = await this.#abilities;
    const { platform, display } = this.#tools;
    return platform === 'linux' && display === undefined
      ? { ...found, fault: found.fault ?? 'display_missing' }
      : found;
  }

  /** @throws AppError `display_missing` */
  async list(): Promise<CaptureSource[]> {
    this.#listed = await this.#sources();
    return this.#listed.map(({ target: _target, ...source }) => source);
  }

  /** Of one that was listed: a look at each takes longer than the list. */
  async thumbnail(sourceId: string): Promise<string | null> {
    const found = this.#listed.find(({ id }) => id === sourceId);
    return found === undefined ? null : takeThumbnail(this.#tools.ffmpeg, found.target);
  }

  /** Until the first picture is on its way. @throws AppError why there will be none */
  async start({ sourceId, quality, ingest, host }: CaptureStart): Promise<void> {
    this.stop();
    const stopped = new AbortController();
    this.#starting = stopped;
    const { fault, codecs } = await this.abilities(false);
    if (fault !== null) {
      throw new AppError(fault, 'native capture does not work here');
    }
    const found = await this.#sourceOf(sourceId);
    if (found === undefined) {
      throw new AppError('source_gone', 'what was to be shared is not there any more');
    }
    const { target, ...source } = found;
    const encoders = codecs.flatMap(({ trials }) => trials.flatMap((one) => (one.fault === null ? one.encoder : [])));
    const { ffmpeg, soundServer } = this.#tools;
    const sound = ingest.sound === null ? undefined : { ffmpeg, server: soundServer };
    const local = isLocal(ingest.address.ip ?? host);
    const wish = { ffmpeg, encoders, ingest, host, source, target, quality, local, sound };
    const session = await CaptureSession.open(wish);
    if (stopped.signal.aborted) {
      session.close();
      throw new AppError('cancelled', 'it was stopped before it began');
    }
    this.#session = session;
    await running(session, stopped.signal);
    session.events.on('changed', ({ state }) => {
      if (state.kind === 'ended') {
        this.#told.ended(ingest.producerId, state.why);
      }
    });
  }

  change(quality: CaptureQuality): void {
    this.#session?.change(quality);
  }

  stop(): void {
    this.#starting?.abort();
    this.#session?.close();
    this.#session = undefined;
  }

  look(): CaptureStatus | null {
    return this.#session?.state.kind === 'running' ? this.#session.status : null;
  }

  /** Tells how the share goes, once a second, while somebody looks. */
  watch(watched: boolean): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (watched && !this.#life.ended) {
      this.#timer = setInterval(() => {
        const status = this.look();
        if (status !== null) {
          this.#told.status(status);
        }
      }, STATUS_EVERY_MS);
    }
  }

  close(): void {
    this.#life.end();
  }

  async #find(): Promise<CaptureAbilities> {
    const { ffmpeg, platform, soundServer } = this.#tools;
    const [found, sound] = await Promise.all([
      findAbilities(ffmpeg, platform, availableParallelism()),
      platform === 'linux' && hasSound(soundServer),
    ]);
    return { ...found, sound };
  }

  /** As it is now; where looking takes long as it was listed, and ffmpeg notices what went since. */
  async #sourceOf(sourceId: string): Promise<TargetedSource | undefined> {
    const listed = this.#listed.find(({ id }) => id === sourceId);
    return this.#tools.platform !== 'linux' && listed !== undefined
      ? listed
      : (await this.#sources()).find(({ id }) => id === sourceId);
  }

  async #sources(): Promise<TargetedSource[]> {
    const { display, ffmpeg, platform } = this.#tools;
    if (platform === 'win32') {
      return listWindowsSources(ffmpeg, await this.#see());
    }
    if (platform === 'darwin') {
      return listMacSources(ffmpeg);
    }
    if (display === undefined) {
      throw new AppError('display_missing', 'there is no display that could be captured');
    }
    try {
      return await listX11Sources(display);
    } catch (cause) {
      throw new AppError('display_missing', 'the display did not answer', { cause });
    }
  }
}

const isLocal = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

const running = async (session: CaptureSession, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new AppError('cancelled', 'it was stopped before it began'));
    });
    const look = (state: CaptureState): void => {
      if (state.kind === 'running') {
        resolve();
      } else if (state.kind === 'ended') {
        reject(new AppError(state.why, state.said));
      }
    };
    session.events.on('changed', ({ state }) => {
      look(state);
    });
    look(session.state);
  });
