import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { CategoryId, ChannelId, MemberId } from '../../common/ids.ts';
import type { VideoKey } from '../voice/video/VideoState.ts';
import { useServerStore } from './server.ts';
import type { ServerPart } from './serverParts.ts';

/** The one column of a narrow screen. */
export const PLACES = ['channels', 'messages', 'members'] as const;
export type Place = (typeof PLACES)[number];

export type OpenDialog =
  | 'captured'
  | 'category'
  | 'channel'
  | 'newChannel'
  | 'check'
  | 'party'
  | 'closing'
  | 'preferences'
  | 'profile'
  | 'server'
  | 'share'
  | 'shortcuts'
  | 'streams'
  | 'switcher'
  | 'unheard';

/** The settings, part by part, as they are listed. */
export const PREFERENCE_PARTS = [
  'account',
  'voice',
  'devices',
  'video',
  'notifications',
  'shortcuts',
  'appearance',
  'language',
  'advanced',
  'app',
] as const;
export type PreferencePart = (typeof PREFERENCE_PARTS)[number];

/** What stands beside the messages or the pictures, instead of the members. */
type Side = { readonly kind: 'search' } | { readonly kind: 'text'; readonly channelId: ChannelId };

/** What is being looked at. */
export const useNavigationStore = defineStore('navigation', () => {
  const server = useServerStore();
  const chosen = shallowRef<ChannelId>();
  const place = ref<Place>('channels');
  const dialog = ref<OpenDialog>();
  /** Whose settings the dialog of that name shows. */
  const channelOpened = shallowRef<ChannelId>();
  const categoryOpened = shallowRef<CategoryId>();
  /** Where a new channel is to stand. */
  const newChannelIn = shallowRef<CategoryId | null>(null);
  /** Where the settings open: at the part that was looked at last. */
  const preferencePart = ref<PreferencePart>('voice');
  const serverPart = ref<ServerPart>('members');
  /** Whose profile is open. */
  const profileOf = shallowRef<MemberId>();
  /** The member list, opened over the messages where there is no room beside them. */
  const membersPeeked = ref(false);
  /** The pictures of the call, in place of the messages. */
  const stageShown = ref(false);
  /** What stands large on the stage, if it is there. */
  const stageFocus = shallowRef<VideoKey>();

  const side = shallowRef<Side>();
  const sideText = computed(() => {
    const { value } = side;
    return value?.kind === 'text' ? server.voiceChannels.find(({ id }) => id === value.channelId) : undefined;
  });

  /** The chosen text channel, or the first one while that does not exist. */
  const textChannel = computed(
    () => server.textChannels.find(({ id }) => id === chosen.value) ?? server.textChannels[0],
  );

  function openTextChannel(channelId: ChannelId): void {
    chosen.value = channelId;
    place.value = 'messages';
    stageShown.value = false;
  }

  /** To the text channel that is `step` further down; stops at both ends. */
  function stepTextChannel(step: -1 | 1): void {
    const index = server.textChannels.findIndex(({ id }) => id === textChannel.value?.id);
    const next = server.textChannels[index + step];
    if (next !== undefined) {
      openTextChannel(next.id);
    }
  }

  /** What is written beside a voice channel; once more, and it closes. */
  function openSideText(channelId: ChannelId): void {
    side.value = sideText.value?.id === channelId ? undefined : { kind: 'text', channelId };
    place.value = 'messages';
  }

  /** The text of a channel of either kind. */
  function openText(channelId: ChannelId): void {
    if (server.textChannels.some(({ id }) => id === channelId)) {
      openTextChannel(channelId);
    } else if (sideText.value?.id !== channelId) {
      openSideText(channelId);
    }
  }

  function openSearch(): void {
    side.value = { kind: 'search' };
    place.value = 'messages';
  }

  function closeSide(): void {
    side.value = undefined;
  }

  function showStage(): void {
    stageShown.value = true;
    place.value = 'messages';
  }

  function focusOnStage(key: VideoKey): void {
    stageFocus.value = key;
    showStage();
  }

  function openChannelSettings(channelId: ChannelId): void {
    channelOpened.value = channelId;
    dialog.value = 'channel';
  }

  function openCategory(categoryId: CategoryId): void {
    categoryOpened.value = categoryId;
    dialog.value = 'category';
  }

  function openNewChannel(categoryId: CategoryId | null): void {
    newChannelIn.value = categoryId;
    dialog.value = 'newChannel';
  }

  /** To the call, wherever one has gone meanwhile. */
  function showVoice(): void {
    dialog.value = undefined;
    showStage();
  }

  function showProfile(memberId: MemberId): void {
    profileOf.value = memberId;
    dialog.value = 'profile';
  }

  function openPreferences(part: PreferencePart = preferencePart.value): void {
    preferencePart.value = part;
    dialog.value = 'preferences';
  }

  return {
    place,
    dialog,
    channelOpened,
    openChannelSettings,
    categoryOpened,
    openCategory,
    newChannelIn,
    openNewChannel,
    preferencePart,
    serverPart,
    profileOf,
    openPreferences,
    membersPeeked,
    stageShown,
    stageFocus,
    focusOnStage,
    textChannel,
    openTextChannel,
    searching: computed(() => side.value?.kind === 'search'),
    sideText,
    openSideText,
    openText,
    openSearch,
    closeSide,
    stepTextChannel,
    showStage,
    showVoice,
    showProfile,
  };
});
