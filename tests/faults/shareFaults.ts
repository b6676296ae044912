/** Faults of screens that come without a browser (C5, C16, S11, S12). */
import type { Fault } from './fault.ts';

const INGEST_TEST = 'tests/integration/ingest.test.ts';

export const SHARE_FAULTS: readonly Fault[] = [
  {
    id: 'C5.again',
    what: 'after native capture failed once, it cannot be tried again',
    file: 'renderer/voice/video/OwnShare.ts',
    find: `    if (native !== undefined) {`,
    put: `    if (native !== undefined && this.#fallen === undefined) {`,
    test: { file: 'tests/e2e/sharingFaults.spec.ts', title: 'whichever way failed before, both can be tried again' },
  },
  {
    id: 'C16.always',
    what: 'how a share goes is told for ever, whether anybody looks or not',
    file: 'electron/capture/ScreenCapture.ts',
    find: `if (watched && !this.#life.ended) {`,
    put: `if (!this.#life.ended) {`,
    test: {
      file: 'tests/integration/screenCapture.test.ts',
      title: 'tells how it goes once a second, and only while somebody looks',
    },
  },
  {
    id: 'S11.taken',
    what: 'an SSRC is handed out twice',
    file: 'server/media/Ssrcs.ts',
    find: `if (!this.#taken.has(ssrc) && !elsewhere(ssrc)) {`,
    put: `if (ssrc > 0) {`,
    test: { file: 'tests/unit/server/media/Ssrcs.test.ts', title: 'are handed out once, whatever chance says' },
  },
  {
    id: 'S12.bound',
    what: 'a list of codecs may be as long as one likes',
    file: 'common/ingest.ts',
    find: `preferredCodecs: z.array(ingestCodec).min(1).max(8),`,
    put: `preferredCodecs: z.array(ingestCodec).min(1),`,
    test: { file: INGEST_TEST, title: 'takes at most 8 codecs, and only known ones' },
  },
  {
    id: 'S12.known',
    what: 'any word is taken for a codec',
    file: 'common/ingest.ts',
    find: `preferredCodecs: z.array(ingestCodec).min(1).max(8),`,
    put: `preferredCodecs: z.array(z.string()).min(1).max(8),`,
    test: { file: INGEST_TEST, title: 'takes at most 8 codecs, and only known ones' },
  },
];
