/** Devices that come and go. */
export const enDevices = {
  devices: {
    systemDefaultOf: 'System default ({name})',
    notThere: '{name} (not plugged in)',
    microphoneNotThere: 'The chosen microphone',
    speakerNotThere: 'The chosen speaker',
    cameraNotThere: 'The chosen camera',
    outputBySystem: 'Your system decides where you hear: this browser offers no choice of speakers.',
    inputAway: '{name} is gone. Your system’s microphone is used until it is back.',
    outputAway: '{name} is gone. You hear on your system’s speaker until it is back.',
    cameraAway: '{name} is gone. Another camera is used until it is back.',
    inputBack: '{name} is back: you are heard by it again.',
    outputBack: '{name} is back: you hear on it again.',
    cameraBack: '{name} is back: you are seen by it again.',
    inputReplaced: 'Your microphone was unplugged. The system’s next one is used now.',
    outputReplaced: 'Your speaker was unplugged. The system’s next one is used now.',
    cameraReplaced: 'Your camera was unplugged. Another one is used now.',
    chooseSpeaker: 'Choose another speaker',
  },
};
