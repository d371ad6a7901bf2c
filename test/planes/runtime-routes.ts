/**
 * Every route of Runtime, as its OpenAPI document lists them. A change here is a change of the contract: review it as
 * one, and see that nothing of it is delivery.
 */
export const RUNTIME_ROUTES: readonly string[] = ['DELETE /api/artifact/{artifact_id}'];
