// The service and an agent for measurements: a session without a port says a word and ends, a forwarded one has many connections, and
// every other is a port that swallows what it is sent or, if it is the second argument, sends as many bytes as the first says. Uses what the product does of the data channel; what is measured is the other process.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { systemClock } from '../src/channel/clock.ts';
import { dataStream } from '../src/channel/data-stream.ts';
import { jsonPayload } from '../src/channel/json-payload.ts';
import { encodeMessage, PAYLOAD } from '../src/channel/message.ts';
import { smux } from '../src/channel/smux.ts';

const [SIZE, SOURCE] = [Number(process.argv[2]), process.argv[3]];

const IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/bench</Arn><UserId>AIDABENCH</UserId><Account>123456789012</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>`;

const PIECE = Buffer.alloc(1024, 'x');

/** What the first connection of a forwarded port sends, and each other one. */
const [MUCH, LITTLE] = [32 * 1024 * 1024, 256 * 1024];

/** Serves one session on a connection. */
function serve(socket: WebSocket, port: string, forwarded: boolean): void {
  let begun = 0;
  let first = true;
  const waiting: Buffer[] = [];
  const pass = (): void => {
    while (waiting.length > 0 && !stream.isFull()) stream.send(PAYLOAD.output, waiting.shift() ?? PIECE);
  };
  const mux = smux({
    end: 'agent',
    send: (bytes) => void waiting.push(bytes),
    accept(connection) {
      connection.write(Buffer.alloc(first ? MUCH : LITTLE, 'x'));
      first = false;
      setImmediate(pass);
      return { onData: () => undefined, onEnd: () => undefined };
    },
  });
  const fill = (): void => {
    while (begun < SIZE && !stream.isFull()) {
      stream.send(PAYLOAD.output, PIECE);
      begun += PIECE.length;
    }
    if (begun === SIZE) void stream.drained().then(close);
  };
  const close = (): void => {
    socket.send(
      encodeMessage({
        type: 'channel_closed',
        created: Date.now(),
        sequence: 0,
        flags: 0,
        id: randomUUID(),
        payloadType: 0,
        payload: jsonPayload({ Output: '' }),
      }),
    );
    socket.close(1000);
    stream.stop();
  };
  const stream = dataStream({
    end: 'agent',
    clock: systemClock,
    onClosed: () => undefined,
    onRoom: forwarded ? pass : fill,
    deliver(type, payload) {
      if (forwarded && type === PAYLOAD.output) mux.take(Buffer.from(payload));
      if (type === PAYLOAD.flag) close();
      if (type !== PAYLOAD.handshakeResponse) return;
      stream.send(PAYLOAD.handshakeComplete, jsonPayload({ HandshakeTimeToComplete: 1, CustomerMessage: '' }));
      if (port === SOURCE) fill();
    },
  });
  socket.on('message', (frame: Buffer, isBinary) => {
    if (isBinary) return stream.take(frame);
    stream.attach({
      send: (message) => socket.send(message),
      pause: () => socket.pause(),
      resume: () => socket.resume(),
      close: () => socket.close(),
    });
    if (port === '') {
      stream.send(PAYLOAD.output, Buffer.from('$ '));
      return void stream.drained().then(close);
    }
    const ActionParameters = { SessionType: 'Port', Properties: { portNumber: port } };
    stream.send(
      PAYLOAD.handshakeRequest,
      jsonPayload({
        AgentVersion: '3.3.987.0',
        RequestedClientActions: [{ ActionType: 'SessionType', ActionParameters }],
      }),
    );
    return undefined;
  });
}

let at = '';
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (data) => (body += String(data)));
  request.on('end', () => {
    const target = String(request.headers['x-amz-target'] ?? '');
    if (target === '') return response.writeHead(200, { 'content-type': 'text/xml' }).end(IDENTITY);
    const { Parameters: given = {} } = JSON.parse(body) as { Parameters?: Readonly<Record<string, readonly string[]>> };
    const port = `${given['portNumber']?.[0] ?? ''}${given['localPortNumber'] ? '/many' : ''}`;
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    return response.end(
      JSON.stringify({ SessionId: 'bench', TokenValue: randomUUID(), StreamUrl: `ws://${at}/${port}` }),
    );
  });
});
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
server.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (opened) => {
    const [, port = '', many] = request.url?.split('/') ?? [];
    serve(opened, port, many !== undefined);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  at = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  console.log(at);
});
