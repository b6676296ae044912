import type { channelRequests } from '../../common/channels.ts';
import type { Arrangement } from '../community/Arrangement.ts';
import type { Handlers } from './dispatch.ts';

export interface ChannelParts {
  readonly arrangement: Arrangement;
}

export const channelHandlers = ({ arrangement }: ChannelParts): Handlers<keyof typeof channelRequests> => ({
  createChannel: async ({ membership }, data) => ({ channel: await arrangement.create(membership.member, data) }),
  updateChannel: async ({ membership }, data) => ({ channel: await arrangement.update(membership.member, data) }),
  deleteChannel: async ({ membership }, data) => {
    await arrangement.delete(membership.member, data);
    return {};
  },
  moveChannel: async ({ membership }, data) => {
    await arrangement.move(membership.member, data);
    return {};
  },
  createCategory: async ({ membership }, { name }) => ({
    category: await arrangement.createCategory(membership.member, name),
  }),
  updateCategory: async ({ membership }, { categoryId, name }) => ({
    category: await arrangement.renameCategory(membership.member, categoryId, name),
  }),
  deleteCategory: async ({ membership }, { categoryId }) => {
    await arrangement.deleteCategory(membership.member, categoryId);
    return {};
  },
  moveCategory: async ({ membership }, { categoryId, before }) => {
    await arrangement.moveCategory(membership.member, categoryId, before);
    return {};
  },
});
