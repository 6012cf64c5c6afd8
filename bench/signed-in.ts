import { createSecretKey } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type mongoose from 'mongoose';
import { JWT_AUDIENCE, JWT_ISSUER } from '../src/platform/http/token.js';

const LIFE_SECONDS = 24 * 3600;

/** Tokens and sessions as signing in makes them, one for each of these agents. */
export async function signedIn(
  db: mongoose.mongo.Db,
  { clientId, agentIds }: { readonly clientId: string; readonly agentIds: readonly number[] },
  secret: string,
): Promise<string[]> {
  const now = new Date();
  const key = createSecretKey(Buffer.from(secret));
  const exp = Math.floor(now.getTime() / 1000) + LIFE_SECONDS;
  const sessions = agentIds.map((agentId) => ({
    _id: `session-${agentId}`,
    clientId,
    agentId,
    ipAddress: '127.0.0.1',
    userAgent: 'bench',
    startedAt: now,
    lastActivity: now,
    endedAt: null,
    isActive: true,
  }));
  await db.collection<{ _id: string }>('agent_sessions').insertMany(sessions);
  return agentIds.map((agentId) => {
    const who = { sub: String(agentId), clientId, sid: `session-${agentId}` };
    const claims = { ...who, iss: JWT_ISSUER, aud: JWT_AUDIENCE, exp };
    return jwt.sign(claims, key, { algorithm: 'HS256' });
  });
}
