/** Trying out what one is heard, hears and is seen by. */
export const enCheck = {
  check: {
    title: 'Sound check',
    open: 'Check your sound',
    openNote: 'Hear yourself, your speaker and see your camera before anybody else does.',
    opening: 'Your microphone is being opened. Your browser may be asking you.',
    nothing: 'Say something: the bar has to pass the line.',
    heard: 'Your voice comes through.',
    silent: 'Nothing comes from this microphone. Check its switch and cable, or choose another one.',
    listen: 'Hear yourself',
    listenNote: 'As you would be sent, a moment later. Use headphones, or the microphone hears the speaker again.',
    inCall: 'You are in a call: the others hear you as ever.',
    test: 'Play a test sound',
    testing: 'Playing…',
    testNote: 'A note on the left, a higher one on the right, then a chord on both sides.',
  },
};
