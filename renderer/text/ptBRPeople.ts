/** O que dá para fazer com alguém, onde quer que apareça. */
export const ptBRPeople = {
  personMenu: {
    profile: 'Perfil',
    focus: 'Mostrar grande',
    hideVideo: 'Esconder o vídeo',
    showVideo: 'Mostrar o vídeo de novo',
    videoHidden: 'Você escondeu este vídeo',
  },
};
