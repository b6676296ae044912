/** O que dá para fazer com alguém, onde quer que apareça, e com os próprios aparelhos a partir da barra de voz. */
export const ptBRPeople = {
  personMenu: {
    profile: 'Perfil',
    focus: 'Mostrar grande',
    watch: 'Assistir à tela',
    hideVideo: 'Esconder o vídeo',
    showVideo: 'Mostrar o vídeo de novo',
    videoHidden: 'Você escondeu este vídeo',
  },
  stage: {
    everybody: 'Também quem não mostra nada',
  },
  dockMenu: {
    input: 'Escolher o microfone',
    output: 'Escolher o alto-falante',
    camera: 'Escolher a câmera',
    all: 'Microfone, alto-falante e câmera',
    more: 'Mais configurações',
    profile: 'Seu perfil',
  },
};
