declare global {
  namespace CifEmulator {
    /** Functions of the page as an element has them: each gives a promise. */
    type Promised<T> = {
      readonly [Name in keyof T]: T[Name] extends (...args: infer Args) => infer Result
        ? (...args: Args) => Promise<Awaited<Result>>
        : Promised<T[Name]>;
    };

    /** What an element calls by name: `Apm.createSession`. */
    type Functions = {
      [Name in keyof typeof Microsoft.Apm as `Apm.${Name}`]: (typeof Microsoft.Apm)[Name];
    } & {
      [Name in keyof typeof Microsoft.CIFramework as `CIFramework.${Name}`]: (typeof Microsoft.CIFramework)[Name];
    };

    /** The events of an element, and their details. */
    interface ElementEvents {
      ready: ReadyDetail;
      "session-created": SessionDetail;
      "session-switched": SwitchDetail;
      "session-closed": SessionDetail;
      notification: NotificationDetail;
      call: LogEntry;
      refused: LogEntry;
    }

    /** The attributes of an element. */
    interface ElementAttributes {
      /** The workspace's address; by default that of the folder of `embed.js`. */
      src?: string;
      /** The address of a configuration, TOML or JSON. */
      config?: string;
      /** Keys what the workspace keeps; without it nothing is kept. */
      name?: string;
      /** Parts that are not shown, with blanks between: `banner`, `rail`, `panel`, `inspector`. */
      hide?: string;
      theme?: "light" | "dark";
      /** `lazy`: a picture and a button stand there until somebody wants the workspace. */
      loading?: "lazy" | "eager";
      /** As an iframe's. */
      sandbox?: string;
      /** As an iframe's. */
      allow?: string;
    }

    type HandleMembers =
      | "reset"
      | "load"
      | "state"
      | "calls"
      | "findings"
      | "faults"
      | "data"
      | "recording"
      | "raiseEvent"
      | "clickToAct"
      | "setPresence"
      | "openSession"
      | "scenario";

    /** `<agent-workspace>`. */
    interface AgentWorkspace extends HTMLElement, Promised<Pick<Handle, HandleMembers>> {
      /** Settles when the workspace is up; rejects where it does not start, and says why. */
      readonly ready: Promise<void>;
      /** The same functions as on the workspace's page, each of which gives a promise. */
      readonly Microsoft: Promised<Pick<typeof Microsoft, "Apm" | "CIFramework">>;
      /** Call a function of the workspace by its name, once the workspace is up. */
      call<Name extends keyof Functions>(
        name: Name,
        ...args: Parameters<Functions[Name]>
      ): Promise<Awaited<ReturnType<Functions[Name]>>>;
      call(name: `Xrm.${string}` | `Microsoft.${string}`, ...args: unknown[]): Promise<any>;
      addEventListener<Name extends keyof ElementEvents>(
        type: Name,
        listener: (this: AgentWorkspace, event: CustomEvent<ElementEvents[Name]>) => unknown,
        options?: boolean | AddEventListenerOptions,
      ): void;
      addEventListener(
        type: string,
        listener: EventListenerOrEventListenerObject,
        options?: boolean | AddEventListenerOptions,
      ): void;
      removeEventListener<Name extends keyof ElementEvents>(
        type: Name,
        listener: (this: AgentWorkspace, event: CustomEvent<ElementEvents[Name]>) => unknown,
        options?: boolean | EventListenerOptions,
      ): void;
      removeEventListener(
        type: string,
        listener: EventListenerOrEventListenerObject,
        options?: boolean | EventListenerOptions,
      ): void;
    }
  }

  interface HTMLElementTagNameMap {
    "agent-workspace": CifEmulator.AgentWorkspace;
  }
}

export declare const AgentWorkspace: { new (): CifEmulator.AgentWorkspace };
