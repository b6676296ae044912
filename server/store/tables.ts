/** The tables as they stand after the newest migration. Times are Unix milliseconds, flags 0 or 1. */
import type { Generated } from 'kysely';
import type { AttachmentKind } from '../../common/attachments.ts';
import type { LeaveReason } from '../../common/quality.ts';

export interface MembersTable {
  id: string;
  name: string;
  kind: 'guest' | 'account';
  created_ms: number;
  seen_ms: number;
  /** Who set the server up; one member at most. */
  owner: Generated<number>;
  /** Heard above the others in calls. */
  priority: Generated<number>;
  /** Of the avatar, in degrees, where one was chosen. */
  hue: Generated<number | null>;
}

export interface SessionsTable {
  /** SHA-256 of the token, hexadecimal: the token itself is never stored. */
  token_hash: string;
  member_id: string;
  created_ms: number;
  used_ms: number;
  /** What the device called itself, where it did. */
  device: Generated<string | null>;
}

/** Of members who are accounts: each has one. */
export interface CredentialsTable {
  member_id: string;
  /** The name as it is compared; nobody else's. */
  login: string;
  /** argon2id with its settings, as a PHC string. */
  hash: string;
}

export interface InvitesTable {
  token: string;
  role_id: string | null;
  /** Null, as the name: the command line. */
  made_by: string | null;
  made_by_name: string | null;
  created_ms: number;
  /** Null: never. */
  expires_ms: number | null;
  /** Null: any number. */
  max_uses: number | null;
  uses: Generated<number>;
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
  /** 0 is the server's limit. */
  peer_bitrate_bps: Generated<number>;
  /** Of every channel again; null is above all categories. */
  category_id: Generated<string | null>;
  description: Generated<string>;
  /** 0 is not at all. */
  slow_seconds: Generated<number>;
}

export interface CategoriesTable {
  id: string;
  name: string;
  position: number;
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
  edited_ms: Generated<number | null>;
  /** The message it answers, be it there or not. */
  reply_to: Generated<number | null>;
}

/** Files, uploaded before the message that they stand with is sent. */
export interface AttachmentsTable {
  id: string;
  /** Who uploaded it. */
  member_id: string;
  /** The uploader's own mark: an upload that is tried again is stored once. */
  nonce: string;
  /** Null until a message has it. */
  message_id: Generated<number | null>;
  /** Its place among the message's. */
  position: Generated<number>;
  name: string;
  kind: AttachmentKind;
  type: string;
  bytes: number;
  width: number | null;
  height: number | null;
  alt: Generated<string>;
  created_ms: number;
}

export interface ReactionsTable {
  message_id: number;
  emoji: string;
  member_id: string;
  /** Grows with each reaction of the message: their order. */
  given: number;
}

/** Whom messages call by `<@id>`. */
export interface MentionsTable {
  member_id: string;
  channel_id: string;
  message_id: number;
}

export interface ReadMarksTable {
  member_id: string;
  channel_id: string;
  /** The last message read. */
  message_id: number;
}

/** Words of the messages' bodies, by FTS5: kept by triggers, never written here. */
export interface MessagesWordsTable {
  rowid: number;
  body: string;
  /** The table's own name stands for all its columns in `match`. */
  messages_words: string;
}

export interface VoiceStatesTable {
  member_id: string;
  /** Where the member is, or null outside any voice channel. */
  channel_id: string | null;
  muted: number;
  deafened: number;
  since_ms: number;
  /** By a moderator. */
  server_muted: Generated<number>;
}

/** A member's stays in voice channels. */
export interface VoiceVisitsTable {
  id: Generated<number>;
  member_id: string;
  /** As it was then. */
  member_name: string;
  channel_id: string;
  from_ms: number;
  /** When the visit was last known to go on: its end, should the server not live to see that. */
  seen_ms: number;
  /** Null, as the reason, while the visit lasts. */
  to_ms: number | null;
  reason: LeaveReason | null;
  worst_loss_percent: number | null;
}

/** One row: what the owner chose of the party itself. */
export interface PartyTable {
  id: number;
  /** Null where the name was never chosen. */
  name: string | null;
  code: string | null;
  ask: number;
}

export interface RolesTable {
  id: string;
  name: string;
  hue: number | null;
  /** Higher stands above; 0 is `everyone`. */
  position: number;
  /** Bits, as `common/permissions.ts` names them; so are those of overrides. */
  permissions: number;
}

export interface MemberRolesTable {
  member_id: string;
  role_id: string;
}

/** What a channel decides otherwise, for a role or for a member. */
export interface OverridesTable {
  channel_id: string;
  role_id: string | null;
  member_id: string | null;
  allow: number;
  deny: number;
}

export interface BansTable {
  id: Generated<number>;
  member_id: string;
  /** As it was then, as the moderator's. */
  member_name: string;
  /** Of a household or machine, where it cannot come in either. */
  address: string | null;
  reason: string;
  by_name: string;
  at_ms: number;
  until_ms: number | null;
}

export interface AuditTable {
  id: Generated<number>;
  at_ms: number;
  by_id: string;
  by_name: string;
  action: string;
  target: string | null;
  channel: string | null;
  role: string | null;
  reason: string | null;
}

export interface Tables {
  members: MembersTable;
  sessions: SessionsTable;
  categories: CategoriesTable;
  credentials: CredentialsTable;
  invites: InvitesTable;
  channels: ChannelsTable;
  messages: MessagesTable;
  messages_words: MessagesWordsTable;
  attachments: AttachmentsTable;
  reactions: ReactionsTable;
  mentions: MentionsTable;
  read_marks: ReadMarksTable;
  voice_states: VoiceStatesTable;
  voice_visits: VoiceVisitsTable;
  party: PartyTable;
  roles: RolesTable;
  member_roles: MemberRolesTable;
  overrides: OverridesTable;
  bans: BansTable;
  audit: AuditTable;
}
