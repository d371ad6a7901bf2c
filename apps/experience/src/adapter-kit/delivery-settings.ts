/** How this server delivers, as far as whoever uses it may know. */
export abstract class DeliverySettings {
  /** The entries of `EXPERIENCE_ADAPTERS`. */
  abstract readonly adapters: readonly string[];
  /** How it is told who is calling. */
  abstract readonly authMode: string;
  /** Whether other machines reach a server that asks nobody who they are. */
  abstract readonly openNetwork: boolean;
  /** Where people sign in, if that is set up. */
  abstract readonly oidc:
    | {
        readonly issuer: string;
        readonly clientId: string;
        /** Whom a page may ask beside the issuer. */
        readonly origins: readonly string[];
      }
    | undefined;
}
