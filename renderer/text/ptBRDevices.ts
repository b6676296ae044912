import type { Words } from './catalog.ts';

/** As `enDevices`. */
export const ptBRDevices: Words<'devices'> = {
  devices: {
    systemDefaultOf: 'Padrão do sistema ({name})',
    notThere: '{name} (desconectado)',
    microphoneNotThere: 'O microfone escolhido',
    speakerNotThere: 'O alto-falante escolhido',
    cameraNotThere: 'A câmera escolhida',
    outputBySystem: 'Quem decide por onde você ouve é o sistema: este navegador não deixa escolher.',
    inputAway: '{name} sumiu. O microfone do sistema é usado até ele voltar.',
    outputAway: '{name} sumiu. Você ouve pelo alto-falante do sistema até ele voltar.',
    cameraAway: '{name} sumiu. Outra câmera é usada até ela voltar.',
    inputBack: '{name} voltou: você é ouvido por ele de novo.',
    outputBack: '{name} voltou: você ouve por ele de novo.',
    cameraBack: '{name} voltou: você é visto por ela de novo.',
    inputReplaced: 'Seu microfone foi desconectado. O próximo do sistema é usado agora.',
    outputReplaced: 'Seu alto-falante foi desconectado. O próximo do sistema é usado agora.',
    cameraReplaced: 'Sua câmera foi desconectada. Outra é usada agora.',
    chooseSpeaker: 'Escolher outro alto-falante',
  },
};
