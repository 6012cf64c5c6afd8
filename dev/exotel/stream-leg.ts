import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { SimCall } from './call-record.js';
import { wireNumber } from './wire-number.js';

/** Exotel's end of a bidirectional stream (exotel.md 4.1); nobody says anything on it. */
export class StreamLeg {
  private readonly gone = new AbortController();
  /** Aborted when the other side closes, or never opened. */
  readonly closed = this.gone.signal;

  private constructor(
    private readonly socket: WebSocket,
    private readonly call: SimCall,
  ) {
    socket.on('close', () => this.gone.abort());
    socket.on('error', () => this.gone.abort());
  }

  /** Opens the socket and says which call it is. */
  static async open(url: string, call: SimCall): Promise<StreamLeg> {
    const leg = new StreamLeg(new WebSocket(url), call);
    await Promise.race([once(leg.socket, 'open'), once(leg.closed, 'abort')]).catch(
      () => undefined,
    );
    if (leg.closed.aborted) return leg;
    leg.say({ event: 'connected' });
    leg.say({
      event: 'start',
      sequence_number: 1,
      stream_sid: call.sid,
      start: {
        stream_sid: call.sid,
        call_sid: call.sid,
        account_sid: call.account,
        from: wireNumber(call.from),
        to: wireNumber(call.to),
        custom_parameters: {},
        media_format: { encoding: 'raw/slin', sample_rate: '8000', bit_rate: '128kbps' },
      },
    });
    return leg;
  }

  /** The person at the phone hangs up; nothing where the socket is closed. */
  hangUp(): void {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    const { sid, account } = this.call;
    const stop = { call_sid: sid, account_sid: account, reason: 'callended' };
    this.say({ event: 'stop', sequence_number: 2, stream_sid: sid, stop });
    this.socket.close();
  }

  private say(frame: object): void {
    this.socket.send(JSON.stringify(frame));
  }
}
