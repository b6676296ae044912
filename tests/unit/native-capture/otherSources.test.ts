import { expect, it } from 'vitest';
import { macTargets, parseSize, windowsTargets } from '../../../native-capture/otherSources.ts';

it('screens of Windows go by their number, windows by the first of each title', () => {
  const seen = [
    { id: 'screen:0:0', name: 'Screen 1' },
    { id: 'screen:1:0', name: 'Screen 1' },
    { id: 'window:1180:0', name: 'Paint' },
    { id: 'window:1184:0', name: '' },
    { id: 'window:1188:0', name: 'Paint' },
    { id: 'window:1192:0', name: 'Screen 1' },
    { id: 'tab:7', name: 'None of ours' },
  ];
  expect(windowsTargets(seen)).toEqual([
    { id: 'screen:0:0', kind: 'screen', title: 'Screen 1', target: { kind: 'windows-screen', index: 0 } },
    { id: 'screen:1:0', kind: 'screen', title: 'Screen 1', target: { kind: 'windows-screen', index: 1 } },
    { id: 'window:1180:0', kind: 'window', title: 'Paint', target: { kind: 'windows-window', title: 'Paint' } },
    { id: 'window:1192:0', kind: 'window', title: 'Screen 1', target: { kind: 'windows-window', title: 'Screen 1' } },
  ]);
});

it('screens of macOS are found among its devices', () => {
  const said = `[AVFoundation indev @ 0x7f9] AVFoundation video devices:
[AVFoundation indev @ 0x7f9] [0] FaceTime HD Camera
[AVFoundation indev @ 0x7f9] [1] Capture screen 0
[AVFoundation indev @ 0x7f9] [2] Capture screen 1
[AVFoundation indev @ 0x7f9] AVFoundation audio devices:
[AVFoundation indev @ 0x7f9] [0] Capture screen recorder
: Input/output error
`;
  expect(macTargets(said)).toEqual([
    { id: 'screen:0', kind: 'screen', title: 'Capture screen 0', target: { kind: 'mac-screen', index: 0 } },
    { id: 'screen:1', kind: 'screen', title: 'Capture screen 1', target: { kind: 'mac-screen', index: 1 } },
  ]);
});

it.each([
  ['  Stream #0:0: Video: bmp, bgra, 1264x761, 30 fps, 30 tbr, 1000k tbn', { width: 1_264, height: 761 }],
  [
    '  Stream #0:0: Video: wrapped_avframe, d3d11, 1920x1080 [SAR 1:1 DAR 16:9], 30 fps',
    { width: 1_920, height: 1_080 },
  ],
  [
    '  Stream #0:0: Video: rawvideo (UYVY / 0x59565955), uyvy422, 2880x1800, 1000k tbr',
    { width: 2_880, height: 1_800 },
  ],
  ["Can't find window 'Paint', aborting.", undefined],
])('the size of %s', (said, size) => {
  expect(parseSize(said)).toEqual(size);
});
