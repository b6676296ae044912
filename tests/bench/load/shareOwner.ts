/**
 * Shares a screen as the desktop app does, in a process of its own; its only argument is the wish as JSON. Prints `running`
 * once pictures are on their way.
 */
import { CaptureSession, type CaptureWish } from '../../../native-capture/CaptureSession.ts';

const capture = await CaptureSession.open(JSON.parse(process.argv[2] ?? '') as CaptureWish); // of the bench's own making
const timer = setInterval(() => {
  if (capture.state.kind === 'running' && capture.status.packets > 20) {
    clearInterval(timer);
    console.log('running');
  }
}, 20);
