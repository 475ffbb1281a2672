declare namespace Microsoft {
  const parsed: unique symbol;

  /** A JSON text, and what `JSON.parse` makes of it. */
  type JsonText<T> = string & { readonly [parsed]: T };

  /** A Map that has its entries as properties, too. */
  type MapOf<T> = { get<Key extends keyof T>(key: Key): T[Key] } & Map<keyof T & string, T[keyof T]> &
    Omit<T, keyof Map<unknown, unknown>>;

  /** A promise of a text, which can stand for that text at once. */
  interface TextPromise extends Promise<string> {
    toString(): string;
    toJSON(): string;
    [Symbol.toPrimitive](hint: string): string;
  }

  /** An id, or the promise that `createSession` or `createTab` gave. */
  type Id = string | TextPromise;

  /** What calls are refused with. */
  interface Refusal extends Error {
    /** One of {@link ErrorCodes}; where records refuse, the number that Dataverse publishes. */
    readonly errorCode: number;
    /** More than the message says, where that is the product's own. */
    readonly details?: string;
  }

  namespace CIFramework {
    /**
     * What calls of this namespace are refused with: the message is wherever clients look for it. In a channel
     * provider's page it is a Map with these entries; on the workspace's own page, and with `rejections = "error"`,
     * an Error.
     */
    interface Refusal {
      readonly message: string;
      readonly errorMsg: string;
      /** One of {@link ErrorCodes}; where records refuse, the number that Dataverse publishes. */
      readonly errorCode: number;
      /** The method's name in small letters. */
      readonly n: string;
      readonly value: { errorMsg: string; message: string };
      /** More than the message says, where that is the product's own. */
      readonly details?: string;
      get(key: string): unknown;
    }

    /** What a handler gets: a JSON text, or a Map for an event of a name of one's own. Letter case does not matter. */
    type PayloadOf<Name extends string> =
      Lowercase<Name> extends infer Lowered extends keyof LowercasePayloads
        ? JsonText<LowercasePayloads[Lowered]>
        : MapOf<CustomEvent>;

    type LowercasePayloads = { [Name in keyof EventPayloads as Lowercase<Name>]: EventPayloads[Name] };

    /** It returns a promise, and settles it in time. */
    type Handler<Name extends string> = (payload: PayloadOf<Name>) => unknown;
  }
}

interface JSON {
  /** What a JSON text of `Microsoft.CIFramework` holds. */
  parse<T>(text: Microsoft.JsonText<T>): T;
}

declare const cifEmulator: CifEmulator.Handle;

interface Window {
  Microsoft: typeof Microsoft;
  cifEmulator: CifEmulator.Handle;
}
