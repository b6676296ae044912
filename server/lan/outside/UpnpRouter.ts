import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isOnLink, type Link } from '../../../common/links.ts';
import { isText, textsOf } from './xml.ts';
import { LEASE_S, type Protocol, type Router } from './Router.ts';

const GROUP = '239.255.255.250';
const PORT = 1_900;
/** Asked for twice, as a packet may be lost; routers answer within the MX of the question. */
const ASK_AGAIN_MS = 700;
const SEARCH_MS = 2_500;
const REQUEST_MS = 3_000;
/** Descriptions of routers have some kilobytes. */
const BODY_MAX_LENGTH = 200_000;
const DESCRIPTION = 'Yankcord';

const DEVICES = [1, 2].map((version) => `urn:schemas-upnp-org:device:InternetGatewayDevice:${String(version)}`);
const SERVICE = /^urn:schemas-upnp-org:service:WAN(?:IP|PPP)Connection:\d$/u;

/** https://upnp.org/specs/gw/UPnP-gw-WANIPConnection-v1-Service.pdf, table 2 */
const CONFLICT = '718';
const ONLY_PERMANENT = '725';
/** How many further ports of the outside are tried where one is somebody else's. */
const FURTHER_PORTS = 8;

class Refusal extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`the router refuses (${code})`);
    this.code = code;
  }
}

/** A router that speaks UPnP, as an Internet Gateway Device of version 1 or 2. */
export class UpnpRouter implements Router {
  readonly localAddress: string;
  readonly #service: string;
  readonly #control: URL;

  private constructor(localAddress: string, service: string, control: URL) {
    this.localAddress = localAddress;
    this.#service = service;
    this.#control = control;
  }

  /** Looks for one on this link. @throws where none answers */
  static async find(link: Link): Promise<UpnpRouter> {
    for (const location of await search(link)) {
      const { text } = await request(location, { method: 'GET' }).catch(() => ({ text: '' }));
      const found = serviceIn(text, location);
      if (found !== undefined) {
        return new UpnpRouter(link.address, found.service, found.control);
      }
    }
    throw new Error('no router answers');
  }

  async externalAddress(): Promise<string> {
    const answer = await this.#call('GetExternalIPAddress', []);
    const [address = ''] = textsOf(answer, 'NewExternalIPAddress');
    return address;
  }

  async map(protocol: Protocol, port: number): Promise<number> {
    let leaseS = LEASE_S;
    for (let attempt = 0; attempt <= FURTHER_PORTS; attempt += 1) {
      const externalPort = port + attempt;
      try {
        await this.#add(protocol, port, externalPort, leaseS);
        return externalPort;
      } catch (fault) {
        if (fault instanceof Refusal && fault.code === ONLY_PERMANENT && leaseS > 0) {
          // Those that know no time keep it until it is taken back.
          leaseS = 0;
          attempt -= 1;
        } else if (!(fault instanceof Refusal && fault.code === CONFLICT)) {
          throw fault;
        }
      }
    }
    throw new Refusal(CONFLICT);
  }

  async unmap(protocol: Protocol, _port: number, externalPort: number): Promise<void> {
    await this.#call('DeletePortMapping', [
      ['NewRemoteHost', ''],
      ['NewExternalPort', String(externalPort)],
      ['NewProtocol', protocol.toUpperCase()],
    ]);
  }

  close(): void {
    // It holds nothing open between requests.
  }

  async #add(protocol: Protocol, port: number, externalPort: number, leaseS: number): Promise<void> {
    await this.#call('AddPortMapping', [
      ['NewRemoteHost', ''],
      ['NewExternalPort', String(externalPort)],
      ['NewProtocol', protocol.toUpperCase()],
      ['NewInternalPort', String(port)],
      ['NewInternalClient', this.localAddress],
      ['NewEnabled', '1'],
      ['NewPortMappingDescription', DESCRIPTION],
      ['NewLeaseDuration', String(leaseS)],
    ]);
  }

  async #call(action: string, values: readonly (readonly [string, string])[]): Promise<string> {
    const fields = values.map(([name, value]) => `<${name}>${value}</${name}>`).join('');
    const { ok, text } = await request(this.#control, {
      method: 'POST',
      headers: { 'content-type': 'text/xml; charset="utf-8"', soapaction: `"${this.#service}#${action}"` },
      body:
        '<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ' +
        's:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>' +
        `<u:${action} xmlns:u="${this.#service}">${fields}</u:${action}></s:Body></s:Envelope>`,
    });
    if (!ok) {
      throw new Refusal(textsOf(text, 'errorCode')[0] ?? 'no reason');
    }
    return text;
  }
}

/** Where routers of this link say that their description is; never another machine than the one that answered. */
const search = async (link: Link): Promise<URL[]> => {
  const socket = createSocket('udp4');
  const found = new Map<string, URL>();
  socket.on('error', () => undefined); // what cannot be sent is an answer that does not come
  const { promise: first, resolve } = Promise.withResolvers<undefined>();
  socket.on('message', (packet, { address }) => {
    const location = locationIn(packet.toString('utf8'), address);
    if (location !== undefined && isOnLink(link, address)) {
      found.set(location.href, location);
      resolve(undefined);
    }
  });
  const late = setTimeout(resolve, SEARCH_MS, undefined);
  try {
    socket.bind(0, link.address);
    await once(socket, 'listening');
    socket.setMulticastInterface(link.address);
    socket.setMulticastTTL(2);
    ask(socket);
    const again = setTimeout(() => {
      ask(socket);
    }, ASK_AGAIN_MS);
    await first;
    clearTimeout(again);
    return [...found.values()];
  } finally {
    clearTimeout(late);
    socket.close();
  }
};

const ask = (socket: Socket): void => {
  for (const device of DEVICES) {
    const lines = [
      'M-SEARCH * HTTP/1.1',
      `HOST: ${GROUP}:${String(PORT)}`,
      'MAN: "ssdp:discover"',
      'MX: 1',
      `ST: ${device}`,
    ];
    socket.send(`${lines.join('\r\n')}\r\n\r\n`, PORT, GROUP);
  }
};

const locationIn = (packet: string, from: string): URL | undefined => {
  const [, text = ''] = /^location:[ \t]*(\S+)/imu.exec(packet) ?? [];
  const url = URL.parse(text);
  return url?.protocol === 'http:' && url.hostname === from ? url : undefined;
};

/** The service that opens ports, and where it is told to; on the machine that described it. */
const serviceIn = (description: string, location: URL): { service: string; control: URL } | undefined => {
  const [base = ''] = textsOf(description, 'URLBase');
  for (const block of textsOf(description, 'service')) {
    const [service = ''] = textsOf(block, 'serviceType');
    const control = URL.parse(textsOf(block, 'controlURL')[0] ?? '', base === '' ? location.href : base);
    if (
      SERVICE.test(service) &&
      isText(service) &&
      control?.protocol === 'http:' &&
      control.hostname === location.hostname
    ) {
      return { service, control };
    }
  }
  return undefined;
};

const request = async (url: URL, wish: RequestInit): Promise<{ ok: boolean; text: string }> => {
  const response = await fetch(url, { ...wish, redirect: 'error', signal: AbortSignal.timeout(REQUEST_MS) });
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    if (text.length > BODY_MAX_LENGTH) {
      throw new Error('the router says more than any router says');
    }
  }
  return { ok: response.ok, text };
};
