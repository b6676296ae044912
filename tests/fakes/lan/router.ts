/**
 * Runs in a machine of a test's network: a router with an address outside of it, which passes ports on where it is asked
 * to (UPnP or NAT-PMP), and really does so for TCP. It tells its parent what it passes on.
 */
import { createSocket } from 'node:dgram';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, createServer as createRelay, type Server } from 'node:net';

/** `permanent`: knows no lease; `taken`: the first port asked for is another machine's; `refusing`: opens nothing. */
export type RouterKind = 'upnp' | 'permanent' | 'taken' | 'refusing' | 'pmp';

const [, , kind = 'upnp', own = '', outside = ''] = process.argv;
const CONTROL_PORT = 49_152;
const SERVICE = 'urn:schemas-upnp-org:service:WANIPConnection:1';

interface Passed {
  readonly protocol: string;
  readonly externalPort: number;
  readonly port: number;
  readonly host: string;
  readonly leaseS: number;
}

const passed = new Map<string, Passed>();
const relays = new Map<string, Server>();
const keyOf = (protocol: string, port: number): string => `${protocol} ${String(port)}`;

function pass(entry: Passed): void {
  const key = keyOf(entry.protocol, entry.externalPort);
  passed.set(key, entry);
  if (entry.protocol === 'tcp' && !relays.has(key)) {
    const relay = createRelay((socket) => {
      const onward = connect(entry.port, entry.host);
      for (const end of [socket, onward]) {
        end.on('error', () => {
          socket.destroy();
          onward.destroy();
        });
      }
      socket.pipe(onward).pipe(socket);
    });
    relay.listen(entry.externalPort, outside);
    relays.set(key, relay);
  }
  tell();
}

function stop(protocol: string, externalPort: number): boolean {
  const key = keyOf(protocol, externalPort);
  relays.get(key)?.close();
  relays.delete(key);
  const known = passed.delete(key);
  tell();
  return known;
}

const tell = (): void => {
  process.send?.({ passed: [...passed.values()] });
};

const field = (body: string, name: string): string => new RegExp(`<${name}>(.*?)</${name}>`, 'u').exec(body)?.[1] ?? '';

/** @returns an error's code, or what is said */
function act(action: string, body: string): number | string {
  if (action === 'GetExternalIPAddress') {
    return `<NewExternalIPAddress>${outside}</NewExternalIPAddress>`;
  }
  const protocol = field(body, 'NewProtocol').toLowerCase();
  const externalPort = Number(field(body, 'NewExternalPort'));
  if (protocol !== 'tcp' && protocol !== 'udp') {
    return 402;
  }
  if (action === 'DeletePortMapping') {
    return stop(protocol, externalPort) ? '' : 714;
  }
  const leaseS = Number(field(body, 'NewLeaseDuration'));
  if (kind === 'refusing') {
    return 606;
  }
  if (kind === 'permanent' && leaseS !== 0) {
    return 725;
  }
  if (kind === 'taken' && externalPort === 7_880) {
    return 718;
  }
  pass({
    protocol,
    externalPort,
    port: Number(field(body, 'NewInternalPort')),
    host: field(body, 'NewInternalClient'),
    leaseS,
  });
  return '';
}

async function read(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) {
    body += String(chunk);
  }
  return body;
}

function speakUpnp(): void {
  const web = createServer((request, response) => {
    if (request.method === 'GET') {
      response.end(
        `<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><device><deviceList><device><serviceList>
        <service><serviceType>urn:schemas-upnp-org:service:WANCommonInterfaceConfig:1</serviceType><controlURL>/common</controlURL></service>
        <service><serviceType>${SERVICE}</serviceType><controlURL>/ctl</controlURL></service>
        </serviceList></device></deviceList></device></root>`,
      );
      return;
    }
    void read(request).then((body) => {
      const action = /#(\w+)"/u.exec(String(request.headers['soapaction']))?.[1] ?? '';
      const said = request.url === '/ctl' ? act(action, body) : 401;
      response.statusCode = typeof said === 'number' ? 500 : 200;
      response.end(
        typeof said === 'number'
          ? `<s:Envelope><s:Body><s:Fault><detail><UPnPError><errorCode>${String(said)}</errorCode></UPnPError></detail></s:Fault></s:Body></s:Envelope>`
          : `<s:Envelope><s:Body><u:${action}Response xmlns:u="${SERVICE}">${said}</u:${action}Response></s:Body></s:Envelope>`,
      );
    });
  });
  web.listen(CONTROL_PORT, own);
  const search = createSocket({ type: 'udp4', reuseAddr: true });
  search.bind(1_900, () => {
    search.addMembership('239.255.255.250', own);
  });
  search.on('message', (packet, from) => {
    const text = packet.toString();
    process.send?.({ asked: text.split('\r\n')[0] });
    if (text.startsWith('M-SEARCH') && text.includes('InternetGatewayDevice:1')) {
      const lines = [
        'HTTP/1.1 200 OK',
        'ST: urn:schemas-upnp-org:device:InternetGatewayDevice:1',
        `LOCATION: http://${own}:${String(CONTROL_PORT)}/root.xml`,
      ];
      // A stranger's answer first: it names another machine.
      search.send('HTTP/1.1 200 OK\r\nLOCATION: http://10.77.0.9:80/evil.xml\r\n\r\n', from.port, from.address);
      search.send(`${lines.join('\r\n')}\r\n\r\n`, from.port, from.address);
    }
  });
}

function speakPmp(): void {
  const socket = createSocket('udp4');
  socket.bind(5_351, own);
  socket.on('message', (packet, from) => {
    const operation = packet.readUInt8(1);
    if (operation === 0) {
      const answer = Buffer.alloc(12);
      answer.writeUInt8(128, 1);
      for (const [index, byte] of outside.split('.').entries()) {
        answer.writeUInt8(Number(byte), 8 + index);
      }
      socket.send(answer, from.port, from.address);
      return;
    }
    const protocol = operation === 1 ? 'udp' : 'tcp';
    const port = packet.readUInt16BE(4);
    const leaseS = packet.readUInt32BE(8);
    if (leaseS === 0) {
      stop(protocol, port);
    } else {
      pass({ protocol, externalPort: port, port, host: from.address, leaseS });
    }
    const answer = Buffer.alloc(16);
    answer.writeUInt8(128 + operation, 1);
    answer.writeUInt16BE(port, 8);
    answer.writeUInt16BE(leaseS === 0 ? 0 : port, 10);
    answer.writeUInt32BE(leaseS, 12);
    socket.send(answer, from.port, from.address);
  });
}

if (kind === 'pmp') {
  speakPmp();
} else {
  speakUpnp();
}
process.on('disconnect', () => process.exit(0));
tell();
