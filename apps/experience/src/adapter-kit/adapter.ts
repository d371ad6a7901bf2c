import { Module, SetMetadata, type ModuleMetadata } from '@nestjs/common';

/** A delivery adapter: a Nest module with a name. */
export interface AdapterMetadata extends ModuleMetadata {
  /** Shown in the log at start, and in what is said about it when it does not load. */
  name: string;
}

export const ADAPTER_NAME = 'symphainy:adapter';

/**
 * Declares a delivery adapter. Everything that `@Module` takes is taken, and the ports of this kit can be injected
 * without importing anything. The module that `EXPERIENCE_ADAPTERS` names exports the class as `adapter`.
 */
export function Adapter({ name, ...module }: AdapterMetadata): ClassDecorator {
  return (target) => {
    SetMetadata(ADAPTER_NAME, name)(target);
    Module(module)(target);
  };
}
