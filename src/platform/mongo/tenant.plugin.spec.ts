import { describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { asTenantId } from '../../common/ids.js';
import { runForTenant } from './request-context.js';
import { SYSTEM, TenantScopeError, tenantOf, tenantPlugin } from './tenant.plugin.js';

const ACME = asTenantId('acme');
const OTHER = asTenantId('other');

// Not connected: what is not refused before would wait for a connection that never comes.
const schema = new mongoose.Schema({ clientId: String, name: String }, { bufferCommands: false });
tenantPlugin(schema);
const Thing = mongoose.createConnection().model('Thing', schema);

describe('a query', () => {
  it('that names no tenant never reaches the database', async () => {
    await expect(Thing.find({ name: 'x' })).rejects.toThrow(TenantScopeError);
    await expect(Thing.updateMany({}, { name: 'x' })).rejects.toThrow(TenantScopeError);
    await expect(Thing.deleteOne({ clientId: '' })).rejects.toThrow(TenantScopeError);
    await expect(Thing.countDocuments({ clientId: { $ne: '' } })).rejects.toThrow(TenantScopeError);
  });

  it('that names another tenant than the request’s neither', async () => {
    await runForTenant(ACME, 'r-1', async () => {
      await expect(Thing.findOne({ clientId: OTHER })).rejects.toThrow(TenantScopeError);
      const stages = [{ $match: { clientId: OTHER } }];
      await expect(Thing.aggregate(stages)).rejects.toThrow(TenantScopeError);
    });
  });

  it('of the system is let through as it is', async () => {
    const query = Thing.find({ name: 'x' }).setOptions(SYSTEM);
    await expect(query).rejects.not.toThrow(TenantScopeError);
    expect(query.getFilter()).toEqual({ name: 'x' });
    await expect(Thing.aggregate([{ $match: {} }], SYSTEM)).rejects.not.toThrow(TenantScopeError);
  });
});

describe('the tenant of the request', () => {
  it('is added where a query names none', async () => {
    await runForTenant(ACME, 'r-1', async () => {
      const query = Thing.find({ name: 'x' });
      await expect(query).rejects.not.toThrow(TenantScopeError);
      expect(query.getFilter()).toEqual({ name: 'x', clientId: ACME });
      const aggregate = Thing.aggregate([{ $group: { _id: null } }]);
      await expect(aggregate).rejects.not.toThrow(TenantScopeError);
      expect(aggregate.pipeline()[0]).toEqual({ $match: { clientId: ACME } });
    });
  });

  it('is what a filter past mongoose is for', () => {
    expect(() => tenantOf(undefined, 'things')).toThrow('query without its tenant: things');
    expect(tenantOf(ACME, 'things')).toBe(ACME);
    expect(runForTenant(ACME, 'r-1', () => tenantOf(undefined, 'things'))).toBe(ACME);
    expect(() => runForTenant(ACME, 'r-1', () => tenantOf(OTHER, 'things'))).toThrow('things');
  });
});
