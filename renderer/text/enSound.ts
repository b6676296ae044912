/** The app's own sounds, and what sounds in a call beside voices. */
export const enSound = {
  music: {
    on: 'Music mode',
    note: 'This channel is for music: your microphone is sent in stereo and as it is, without noise suppression, echo cancellation, automatic volume and voice activation. Use headphones.',
  },
  priority: {
    speaker: 'Priority speaker',
    leading: 'Priority speaker: the others are softer now',
    grant: 'Make priority speaker',
    revoke: 'No longer priority speaker',
    ducking: 'Softer others for priority speakers',
    duckingNote: 'While one of them speaks, all others are a quarter as loud for you.',
  },
  channel: {
    open: 'Settings of {channel}',
  },
};
