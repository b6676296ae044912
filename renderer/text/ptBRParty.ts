import type { Words } from './catalog.ts';

/** As `enParty`. */
export const ptBRParty: Words<'party' | 'partyFrom' | 'partyLink'> = {
  party: {
    title: 'Sua festa',
    open: 'Sua festa',
    openWaiting: 'Sua festa: {count} espera na porta | Sua festa: {count} esperam na porta',
    invite: 'Convidar pessoas',
    inviteNote:
      'Um link para todos: abre em qualquer navegador e, no aplicativo, em Participar. O navegador pergunta uma vez sobre o certificado.',
    qr: 'O convite como código QR',
    linkLabel: 'Link do convite',
    copy: 'Copiar',
    copied: 'Copiado',
    address: 'Endereço para navegadores',
    onlyHere:
      'Este computador não está em nenhuma rede, e só quem está nele pode vir. Conecte-o, encerre a festa e comece de novo.',
    fingerprintShow: 'Impressão digital do certificado',
    fingerprintNote: 'Quem entra pelo aplicativo pode compará-la com o que vê lá.',
    waiting: 'Na porta',
    wants: 'Quer entrar',
    admit: 'Deixar entrar',
    refuse: 'Recusar',
    admitName: 'Deixar {name} entrar',
    refuseName: 'Recusar {name}',
    knocks: '{name} quer entrar.',
    present: 'Quem está aqui',
    alone: 'Ninguém mais ainda. Mande o convite para alguém.',
    notInCall: 'fora de chamada',
    roundTrip: '{ms} ms',
    loss: '{percent} % perdidos',
    kick: 'Tirar {name} da festa',
    door: 'Nome e porta',
    code: 'Pedir um código a quem chega',
    ask: 'Perguntar a mim sobre cada um',
    save: 'Salvar',
    help: 'Alguém não consegue entrar?',
    helpNetwork:
      'Vocês precisam estar na mesma rede. Redes de visitantes costumam separar os aparelhos: usem a principal.',
    helpFirewall:
      'O firewall deste computador precisa deixar entrar TCP {port} e, para a voz, UDP e TCP {media}. Permita o Yankcord quando o sistema perguntar.',
    helpAddress: 'Se este computador está em várias redes, escolha o endereço daquela em que a pessoa está.',
    helpBrowser: 'Navegadores avisam sobre o certificado, porque só você responde por ele: é para continuar.',
    stopAsk:
      '{count} pessoa está aqui. Ela será avisada de que a festa termina. | {count} pessoas estão aqui. Elas serão avisadas de que a festa termina.',
    stopForAll: 'Encerrar para todos',
    keep: 'Continuar a festa',
  },
  partyFrom: {
    here: 'neste computador',
    network: 'na sua rede',
    outside: 'de fora',
  },
  partyLink: {
    lan: 'sua rede',
    vpn: 'VPN',
    virtual: 'rede virtual',
    loopback: 'só este computador',
    outside: 'de qualquer lugar',
  },
};
