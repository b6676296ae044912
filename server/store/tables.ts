/** The tables as they stand after the newest migration. Times are Unix milliseconds, flags 0 or 1. */
import type { Generated } from 'kysely';

export interface MembersTable {
  id: string;
  name: string;
  kind: 'guest' | 'account';
  created_ms: number;
  seen_ms: number;
}

export interface SessionsTable {
  /** SHA-256 of the token, hexadecimal: the token itself is never stored. */
  token_hash: string;
  member_id: string;
  created_ms: number;
  used_ms: number;
}

export interface ChannelsTable {
  id: string;
  kind: 'text' | 'voice';
  name: string;
  position: number;
  /** 0 is no limit. The columns from here on concern voice channels only. */
  member_limit: number;
  opus_bitrate_bps: number;
  opus_dtx: number;
  opus_fec: number;
  opus_stereo: number;
}

export interface MessagesTable {
  /** Grows with every message and is never reused. */
  id: Generated<number>;
  channel_id: string;
  author_id: string;
  /** As it was when the message was sent. */
  author_name: string;
  body: string;
  nonce: string;
  sent_ms: number;
}

export interface VoiceStatesTable {
  member_id: string;
  /** Where the member is, or null outside any voice channel. */
  channel_id: string | null;
  muted: number;
  deafened: number;
  since_ms: number;
}

export interface Tables {
  members: MembersTable;
  sessions: SessionsTable;
  channels: ChannelsTable;
  messages: MessagesTable;
  voice_states: VoiceStatesTable;
}
