import { z } from 'zod';

/** Ids are opaque, at most 128 characters, and branded so that one kind never stands in for another. */
const ID = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\w.:-]+$/);

export const memberId = ID.brand<'MemberId'>();
export const channelId = ID.brand<'ChannelId'>();
export const categoryId = ID.brand<'CategoryId'>();
export const messageId = ID.brand<'MessageId'>();
export const attachmentId = ID.brand<'AttachmentId'>();
export const peerId = ID.brand<'PeerId'>();
export const producerId = ID.brand<'ProducerId'>();
export const roleId = ID.brand<'RoleId'>();
export const banId = z.number().int().min(1).brand<'BanId'>();
export const consumerId = ID.brand<'ConsumerId'>();
/** 256 random bits, base64url; the server stores only its hash. */
export const sessionToken = z.string().length(43).brand<'SessionToken'>();

export type MemberId = z.infer<typeof memberId>;
export type ChannelId = z.infer<typeof channelId>;
export type CategoryId = z.infer<typeof categoryId>;
export type MessageId = z.infer<typeof messageId>;
export type PeerId = z.infer<typeof peerId>;
export type ProducerId = z.infer<typeof producerId>;
export type RoleId = z.infer<typeof roleId>;
export type BanId = z.infer<typeof banId>;
export type ConsumerId = z.infer<typeof consumerId>;
export type SessionToken = z.infer<typeof sessionToken>;
