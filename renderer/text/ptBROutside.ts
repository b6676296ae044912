import type { Words } from './catalog.ts';

/** Convidados de outras redes. */
export const ptBROutside: Words<'outside'> = {
  outside: {
    title: 'De qualquer lugar',
    open: 'Deixar entrar quem está fora da sua rede',
    note: 'Pede ao seu roteador que encaminhe esta festa. Quem tiver o convite alcança este computador pela internet, até você desligar isto ou encerrar a festa: pense em um código, ou decida sobre cada pessoa que chega.',
    opening: 'Pedindo ao roteador…',
    opened: 'Aberta. O convite funciona de qualquer lugar: {address}',
    codeFirst: 'Qualquer pessoa com o endereço pode entrar. Abaixo você pode pedir um código.',
    no_network:
      'Este computador não está em nenhuma rede, ou a festa é só para este computador. Conecte-o: tentamos de novo.',
    no_router:
      'Nenhum roteador responde. Muitos vêm com UPnP ou NAT-PMP desligado: ligue-o lá, ou encaminhe TCP {port}, e UDP e TCP {media}, à mão.',
    refused:
      'O roteador não deixa programas abrirem portas. Permita UPnP nele, ou encaminhe TCP {port}, e UDP e TCP {media}, à mão.',
    no_public_address:
      'Seu roteador não tem um endereço próprio na internet: está atrás de outro, ou seu provedor divide um endereço entre muitos. Uma VPN em que todos entrem (WireGuard, Tailscale) resolve.',
  },
};
