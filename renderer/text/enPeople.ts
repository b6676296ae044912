/** What can be done about somebody, wherever they are met. */
export const enPeople = {
  personMenu: {
    profile: 'Profile',
    focus: 'Show large',
    hideVideo: 'Hide their video',
    showVideo: 'Show their video again',
    videoHidden: 'You hid their video',
  },
};
