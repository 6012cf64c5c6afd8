import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { asOfferId } from '../../common/ids.js';
import { Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { OfferDto, toOfferDto } from './offers.dto.js';
import { OffersService } from './offers.service.js';

@ApiTags('offers')
@ApiBearerAuth()
@Controller('api/offers')
export class OffersController {
  constructor(private readonly offers: OffersService) {}

  /**
   * The agent will take the call: its phone rings, picking it up is what connects. Said twice, it
   * is as said once. An admin may say it for another agent.
   */
  @Post(':id/accept')
  @HttpCode(200)
  @Can('offers:write')
  @Fails('OFFER_NOT_FOUND', 'OFFER_EXPIRED')
  async acceptOffer(@Me() me: Principal, @Param('id') id: string): Promise<OfferDto> {
    return toOfferDto(await this.offers.decide(me, asOfferId(id), 'accepted'));
  }

  /**
   * The agent will not take this call, now or later. Exotel rings on until it asks next: until then
   * the agent's place stays taken, then the call goes to somebody else.
   */
  @Post(':id/reject')
  @HttpCode(200)
  @Can('offers:write')
  @Fails('OFFER_NOT_FOUND', 'OFFER_EXPIRED')
  async rejectOffer(@Me() me: Principal, @Param('id') id: string): Promise<OfferDto> {
    return toOfferDto(await this.offers.decide(me, asOfferId(id), 'rejected'));
  }
}
