/** Everything that the app itself lets be heard. */
export const CUES = [
  'join',
  'leave',
  'ownJoin',
  'ownLeave',
  'mute',
  'unmute',
  'deafen',
  'undeafen',
  'shareStart',
  'shareStop',
  'cameraOn',
  'cameraOff',
  'viewerJoin',
  'viewerLeave',
  'talkOn',
  'talkOff',
  'disconnect',
  'reconnect',
  'message',
  'mention',
] as const;
export type Cue = (typeof CUES)[number];

/** What a person turns on or off is more than one sound. */
export const CUE_GROUPS = [
  'own',
  'join',
  'leave',
  'mute',
  'deafen',
  'talk',
  'share',
  'viewer',
  'camera',
  'connection',
  'message',
  'mention',
] as const;
export type CueGroup = (typeof CUE_GROUPS)[number];

export const GROUP_OF_CUE: Readonly<Record<Cue, CueGroup>> = {
  join: 'join',
  leave: 'leave',
  ownJoin: 'own',
  ownLeave: 'own',
  mute: 'mute',
  unmute: 'mute',
  deafen: 'deafen',
  undeafen: 'deafen',
  shareStart: 'share',
  shareStop: 'share',
  cameraOn: 'camera',
  cameraOff: 'camera',
  viewerJoin: 'viewer',
  viewerLeave: 'viewer',
  talkOn: 'talk',
  talkOff: 'talk',
  disconnect: 'connection',
  reconnect: 'connection',
  message: 'message',
  mention: 'mention',
};

/** The sound by which a group is tried out. */
export const SAMPLE_OF_GROUP: Readonly<Record<CueGroup, Cue>> = {
  own: 'ownJoin',
  join: 'join',
  leave: 'leave',
  mute: 'mute',
  deafen: 'deafen',
  talk: 'talkOn',
  share: 'shareStart',
  viewer: 'viewerJoin',
  camera: 'cameraOn',
  connection: 'disconnect',
  message: 'message',
  mention: 'mention',
};

/** What the person chose of them. */
export interface CueSettings {
  /** 0 to 1: of the loudness that they are made with. */
  readonly volume: number;
  readonly off: ReadonlySet<CueGroup>;
}

/** A message's own sound is for those who want it; to be called by name is for everybody. */
export const DEFAULT_CUES: CueSettings = { volume: 1, off: new Set() };
