import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { AgentId, TenantId } from '../../common/ids.js';
import { SealError } from '../../platform/crypto/secret-box.js';
import type { ChannelType, OpenChannel, TestResult } from '../channels/channel.types.js';
import { ChannelsService } from '../channels/channels.service.js';
import { ExotelProbe, type ProbeAnswer } from './channel-probe.port.js';
import { SmtpProbe } from './smtp.probe.js';

/** Of the wall; whoever asks is answered within ten seconds. */
const LONGEST_MS = 9_500;

/** Tests channels: really connects, and says in plain words what came of it. */
@Injectable()
export class ChannelTests {
  constructor(
    private readonly channels: ChannelsService,
    private readonly exotel: ExotelProbe,
    private readonly smtp: SmtpProbe,
    private readonly clock: Clock,
  ) {}

  /** Tests a channel, on or off, and notes the result. @throws ChannelErrors.CHANNEL_NOT_FOUND */
  async test(clientId: TenantId, type: ChannelType, agentId: AgentId): Promise<TestResult> {
    const channel = await this.open(clientId, type);
    if (!channel) {
      const detail = 'The stored credentials cannot be opened: enter them again';
      return { ok: false, latencyMs: 0, detail };
    }
    const began = this.clock.monotonicMs();
    const answer = await this.ask(channel);
    const latencyMs = Math.round(this.clock.monotonicMs() - began);
    const result = { ok: answer.ok, latencyMs, detail: answer.detail };
    await this.channels.noteTest(channel, result, agentId);
    return result;
  }

  private async open(clientId: TenantId, type: ChannelType): Promise<OpenChannel | null> {
    try {
      return await this.channels.opened(clientId, type);
    } catch (error) {
      if (error instanceof SealError) return null;
      throw error;
    }
  }

  private async ask(channel: OpenChannel): Promise<ProbeAnswer> {
    const signal = AbortSignal.timeout(LONGEST_MS);
    const tooLate = new Promise<ProbeAnswer>((resolve) => {
      const answer = { ok: false, detail: 'There was no answer within ten seconds' };
      signal.addEventListener('abort', () => resolve(answer), { once: true });
    });
    return await Promise.race([this.probe(channel, signal), tooLate]);
  }

  private async probe(channel: OpenChannel, signal: AbortSignal): Promise<ProbeAnswer> {
    switch (channel.type) {
      case 'voice':
      case 'sms':
      case 'whatsapp':
        return await this.exotel.probe(channel, signal);
      case 'email':
        return await this.smtp.probe(channel, signal);
      case 'webchat':
        return {
          ok: true,
          detail: `There is nothing to connect to: visitors of ${channel.config.origins.join(', ')} come to us`,
        };
    }
  }
}
