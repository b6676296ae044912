/** A party in its owner's hands. */
export const enParty = {
  party: {
    title: 'Your party',
    invite: 'Invite people',
    inviteNote:
      'One link for everybody: it opens in any browser, and in the app under Join. Browsers ask once about the certificate.',
    qr: 'The invite as a QR code',
    linkLabel: 'Invite link',
    copy: 'Copy',
    copied: 'Copied',
    address: 'Address for browsers',
    onlyHere:
      'This computer is on no network, so only people at this computer can come. Connect it, then stop the party and host it again.',
    fingerprintShow: 'Fingerprint of the certificate',
    fingerprintNote: 'Whoever joins by the app can compare it with what they see there.',
    waiting: 'At the door',
    present: 'Who is here',
    alone: 'Nobody else yet. Send the invite to somebody.',
    notInCall: 'not in a call',
    roundTrip: '{ms} ms',
    loss: '{percent} % lost',
    kick: 'Take {name} out of the party',
    door: 'Name and door',
    code: 'Ask newcomers for a code',
    ask: 'Ask me about each newcomer',
    save: 'Save',
    help: 'Somebody can’t get in?',
    helpNetwork:
      'You both have to be on the same network. Guest networks of routers often keep devices apart: use the main one.',
    helpFirewall:
      'The firewall of this computer has to let TCP {port} in, and for voice UDP and TCP {media}. Allow Yankcord when the system asks.',
    helpAddress: 'If this computer is on several networks, choose the address of the one they are on.',
    helpBrowser: 'Browsers warn about the certificate, because only you vouch for it: let them go on.',
    stopAsk:
      '{count} person is here. They are told that the party ends. | {count} people are here. They are told that the party ends.',
    stopForAll: 'Stop for everyone',
    keep: 'Keep it going',
  },
  partyLink: {
    lan: 'your network',
    vpn: 'VPN',
    virtual: 'virtual network',
    loopback: 'this computer only',
    outside: 'from anywhere',
  },
};
