/** Faults of pictures: what is offered of a share, the stage, what is received (C18, C19, C21). */
import type { Fault } from './fault.ts';

const QUALITY = 'renderer/voice/video/shareQuality.ts';
const QUALITY_TEST = 'tests/unit/renderer/voice/video/shareQuality.test.ts';
const STAGE_TEST = 'tests/unit/renderer/components/stage/arrange.test.ts';
const VIEWING_TEST = 'tests/unit/renderer/voice/video/Viewing.test.ts';

export const VIDEO_FAULTS: readonly Fault[] = [
  {
    id: 'C18.height',
    what: '4K is offered whatever the source is',
    file: QUALITY,
    find: `[...SHARE_HEIGHTS.filter((known) => known < own), own]`,
    put: `[...SHARE_HEIGHTS]`,
    test: { file: QUALITY_TEST, title: 'is nothing that the source does not give' },
  },
  {
    id: 'C18.rate',
    what: '60 pictures a second are offered whatever the source is',
    file: QUALITY,
    find: `SHARE_RATES.filter((rate) => rate <= fps + RATE_SLACK)`,
    put: `SHARE_RATES.filter((rate) => rate <= fps + 60)`,
    test: { file: QUALITY_TEST, title: 'is nothing that the source does not give' },
  },
  {
    id: 'C18.encoder',
    what: 'what the encoder does not manage is offered',
    file: QUALITY,
    find: `index === 0 || passed[index] === true`,
    put: `index >= 0`,
    test: { file: QUALITY_TEST, title: 'is nothing that the encoder does not manage' },
  },
  {
    id: 'C19.limit',
    what: 'the stage shows everybody at once, however many there are',
    file: 'renderer/components/stage/arrange.ts',
    find: `items: items.slice(index * size, (index + 1) * size)`,
    put: `items`,
    test: { file: STAGE_TEST, title: 'has pages of a bounded size, and every tile once' },
  },
  {
    id: 'C21.limit',
    what: 'everything that is shown is received, however much it is',
    file: 'renderer/voice/video/Viewing.ts',
    find: `welcome && rank < MOST_AT_ONCE ? height`,
    put: `welcome ? height`,
    test: { file: VIEWING_TEST, title: 'no more pictures are received at once than a machine stands' },
  },
  {
    id: 'C21.owner',
    what: 'what nobody looks at any more is received all the same',
    file: 'renderer/voice/video/Subscription.ts',
    find: `await this.#requests.pause();`,
    put: ``,
    test: { file: 'tests/e2e/video.spec.ts', title: 'and what nobody sees costs nothing' },
  },
];
