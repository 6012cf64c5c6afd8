import { Module } from '@nestjs/common';
import { AccountPace } from './account-pace.js';
import { Breakers } from './breakers.service.js';

/** What an account at the telephone company bears: its breaker, and how fast it may be asked. */
@Module({ providers: [Breakers, AccountPace], exports: [Breakers, AccountPace] })
export class ProviderLimitsModule {}
