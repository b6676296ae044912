/** What can be done about somebody, wherever they are met, and from the dock about one's own devices. */
export const enPeople = {
  personMenu: {
    profile: 'Profile',
    focus: 'Show large',
    watch: 'Watch their screen',
    hideVideo: 'Hide their video',
    showVideo: 'Show their video again',
    videoHidden: 'You hid their video',
  },
  stage: {
    everybody: 'People who show nothing too',
  },
};
