/** Guests from other networks. */
export const enOutside = {
  outside: {
    title: 'From anywhere',
    open: 'Let in people from outside your network',
    note: 'Asks your router to pass this party on. Whoever has the invite can then reach this computer from the internet, until you switch it off or stop the party: think of a code, or ask about each newcomer.',
    opening: 'Asking the router…',
    opened: 'Open. The invite works from anywhere: {address}',
    codeFirst: 'Everybody with the address can come in. Below you can ask for a code.',
    no_network:
      'This computer is on no network, or the party is for this computer only. Connect it: it is tried again.',
    no_router:
      'No router answers. Many have UPnP or NAT-PMP switched off: switch it on there, or pass on TCP {port}, and UDP and TCP {media}, by hand.',
    refused:
      'The router does not let programs open ports. Allow UPnP there, or pass on TCP {port}, and UDP and TCP {media}, by hand.',
    no_public_address:
      'Your router has no address on the internet of its own: it is behind another one, or your provider shares one address among many. A VPN that all of you join (WireGuard, Tailscale) gets around it.',
  },
};
