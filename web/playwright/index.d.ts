/// <reference path="../generated/types/microsoft.d.ts" />

import type {
  Expect,
  FrameLocator,
  Locator,
  Page,
  PlaywrightTestArgs,
  PlaywrightTestOptions,
  PlaywrightWorkerArgs,
  PlaywrightWorkerOptions,
  TestType,
} from "@playwright/test";

/** What the workspace of a test starts from; `use: { cifEmulator: { … } }` in `playwright.config.ts`, or `test.use`. */
export interface EmulatorOptions {
  /** The configuration file (`workspace.toml`). Paths are relative to the folder of `playwright.config.ts`. */
  config?: string;
  /** Data files, as `--data` takes them. */
  data?: readonly string[];
  /** Addresses of channel providers' pages, as `--provider` takes them. */
  providers?: readonly string[];
  /** The folder that is served below `/webresources/`. */
  webResources?: string;
  /** The app profile, where the configuration has several. */
  profile?: string;
  /** What goes wrong on demand in each test, beside the faults of the configuration. */
  faults?: readonly CifEmulator.FaultInput[];
  /** Milliseconds that the server and the page may take to start; 60,000 if it is left out. */
  bootTimeout?: number;
}

/** An entry of the session rail, or a tab of the focused session. */
export interface Entry {
  id: string;
  title: string;
  focused: boolean;
}

/** The communication panel. */
export interface Panel {
  /** The whole panel, to expect something of. */
  readonly region: Locator;
  /** The button that minimizes or restores it. */
  readonly toggle: Locator;
  /** How it is shown now. */
  mode(): Promise<"docked" | "minimized" | "collapsed" | "hidden">;
}

/** A toast; every action waits for it. */
export interface Notification {
  readonly toast: Locator;
  /** Its heading. */
  title(): Promise<string>;
  /** Press the button that accepts, and wait until the toast is gone. */
  accept(): Promise<void>;
  /** Press the button that rejects, and wait until the toast is gone. */
  reject(): Promise<void>;
}

/** The toasts on screen, the oldest first. */
export interface Notifications {
  /** All of them, to expect something of. */
  readonly toasts: Locator;
  /** One toast by its number (-1 is the newest) or its title; it need not be there yet. */
  at(which: number | string): Notification;
  /** How many there are now. */
  count(): Promise<number>;
}

/** What goes wrong on demand, until the test ends; keys as in `[[fault]]` of `workspace.toml`. */
export interface Faults {
  /** Add a fault; throws an error that says what is wrong with it. */
  add(fault: CifEmulator.FaultInput): Promise<void>;
  /** The active faults, the oldest first. */
  list(): Promise<CifEmulator.FaultInput[]>;
  /** Remove all faults, also the configured ones. */
  clear(): Promise<void>;
}

interface Namespaces {
  Apm: typeof Microsoft.Apm;
  CIFramework: typeof Microsoft.CIFramework;
}
type Names<N extends keyof Namespaces> = `${N}.${Extract<keyof Namespaces[N], string>}`;
/** A function below `window.Microsoft`: `CIFramework.createSession`. */
export type MethodName = Names<"Apm"> | Names<"CIFramework">;
type Method<P extends MethodName> = P extends `${infer N extends keyof Namespaces}.${infer M}`
  ? M extends keyof Namespaces[N]
    ? Namespaces[N][M]
    : never
  : never;
type Arguments<P extends MethodName> = Method<P> extends (...given: infer A) => unknown ? A : never;
type Plain<T> = T extends Map<unknown, unknown> | readonly unknown[]
  ? T
  : T extends object
    ? { [K in keyof T as T[K] extends (...given: never[]) => unknown ? never : K]: T[K] }
    : T;
type Result<P extends MethodName> = Method<P> extends (...given: never[]) => infer R ? Plain<Awaited<R>> : never;

/** The page refused a call: it threw, or its promise was rejected. */
export class CallRefused extends Error {
  /** The refusal's `errorCode`, `null` if it has none. */
  readonly errorCode: number | null;
}

/**
 * The workspace as a test sees it: what is on the page, and calls into it. What reads gives what is there now, as soon
 * as the page shows its present state; actions, locators and `waitForCalls` wait as Playwright does.
 */
export interface Workspace {
  /** The page, which is shared and not reloaded between tests; `page` of the test is Playwright's own. */
  readonly page: Page;
  /** The workspace's address, with a slash at its end. */
  readonly url: string;
  readonly panel: Panel;
  readonly notifications: Notifications;
  readonly faults: Faults;
  /**
   * Call a function below `window.Microsoft` and give what it resolves to. Arguments and results are plain; a `Map` is
   * one on both sides. Throws `CallRefused`.
   */
  call<P extends MethodName>(path: P, ...given: Arguments<P>): Promise<Result<P>>;
  /** The sessions on the rail, Home first. */
  sessions(): Promise<Entry[]>;
  /** The session that is selected on the rail. */
  focusedSession(): Promise<Entry>;
  /** The tabs of the focused session, the anchor tab first. */
  tabs(): Promise<Entry[]>;
  /** The selected tab. */
  focusedTab(): Promise<Entry>;
  /** The entry on the rail with that title. */
  sessionEntry(title: string): Locator;
  /** The focused session's tab with that title. */
  tabEntry(title: string): Locator;
  /** The page in a channel provider's frame. */
  provider(uniqueName: string): FrameLocator;
  /** The present rows of a table, by its logical name. */
  records(table: string): Promise<{ id: string; table: string; [column: string]: unknown }[]>;
  /** Add records: what `cifEmulator.load` takes, as plain data. */
  load(data: unknown): Promise<CifEmulator.LoadResult>;
  /** The present configuration and records, as a file that loads again. */
  data(name?: "workspace.json" | "data.xml" | "data_schema.xml"): Promise<CifEmulator.DataFile>;
  /** The call log since the test began; of one method ("CIFramework.createSession") or event alone. */
  calls(method?: string): Promise<CifEmulator.LogEntry[]>;
  /** The entries of a method or event in the call log, as soon as there are so many (1). */
  waitForCalls(method: string, count?: number): Promise<CifEmulator.LogEntry[]>;
  /** What works but will probably surprise. */
  findings(): Promise<CifEmulator.Finding[]>;
  /** What was done since the test began, as a recording. */
  recording(): Promise<{ format: string; version: number; steps: Record<string, unknown>[] }>;
  /** The state that the view is drawn from. */
  state(): Promise<CifEmulator.Snapshot>;
  /** Raise an event for one provider's handlers; gives what they answered. */
  raiseEvent(name: string, payload: unknown, options: CifEmulator.RaiseOptions): Promise<boolean>;
  /** Ask for a call to a number, as a custom control does: handlers of onclicktoact get it. */
  clickToAct(number: string): Promise<void>;
  /** Choose a presence in the banner, by its text. */
  setPresence(text: string): Promise<void>;
  /** Open a session from a template, with its slugs' values or its page's parameters; gives its id. */
  openSession(template: string, values?: Record<string, unknown>): Promise<string>;
  /** Play a configured scenario to its end. */
  scenario(name: string): Promise<CifEmulator.ScenarioResult>;
  /** Bring back the configured start, without a reload. */
  reset(): Promise<void>;
}

/** What each test gets. */
export interface EmulatorTestArgs {
  /** The workspace, in its configured start. */
  workspace: Workspace;
}
export interface EmulatorWorkerOptions {
  cifEmulator: EmulatorOptions;
}
/** What the tests of a worker share. */
export interface EmulatorWorkerArgs {
  /** The worker's server; `url` ends with a slash. */
  emulatorServer: { url: string };
}

/** Playwright's `test` with the fixture `workspace`. */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & EmulatorTestArgs,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & EmulatorWorkerOptions & EmulatorWorkerArgs
>;

/** How long a matcher waits. */
interface MatcherOptions {
  /** Milliseconds; Playwright's time for expectations if it is left out. */
  timeout?: number;
}
/** A title: the whole of it, or what a regular expression finds in it. */
type Title = string | RegExp;

/** What `expect(workspace)` has; each waits as Playwright's expectations of the page do. */
type Matchers = {
  /** The rail has a session with that title. */
  toHaveSession(workspace: Workspace, title: Title, options?: MatcherOptions): Promise<MatcherResult>;
  /** The session that is selected has that title. */
  toHaveFocusedSession(workspace: Workspace, title: Title, options?: MatcherOptions): Promise<MatcherResult>;
  /** The focused session has a tab with that title. */
  toHaveTab(workspace: Workspace, title: Title, options?: MatcherOptions): Promise<MatcherResult>;
  /** A toast with that title is shown. */
  toHaveNotification(workspace: Workspace, title: Title, options?: MatcherOptions): Promise<MatcherResult>;
  /**
   * A method was called, or an event delivered. `input` is a list for all arguments, anything else for the first one or
   * the event's payload; objects need only hold what it has, and `expect.any(…)` and the like may stand in it. A function
   * gets the arguments and says whether they are right.
   */
  toHaveCalled(workspace: Workspace, method: string, input?: unknown, options?: MatcherOptions): Promise<MatcherResult>;
  /** Nothing was found that is an error or a warning; hints do not count. */
  toHaveNoFindings(workspace: Workspace): Promise<MatcherResult>;
};
interface MatcherResult {
  pass: boolean;
  message(): string;
}

/** Playwright's `expect` with what can be expected of a workspace. */
export const expect: Expect<Matchers>;
