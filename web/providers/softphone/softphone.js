// The sample softphone: joins a telephone line (telephone_line.js) to the agent workspace (workspace.js).
//
//   somebody calls → who is it? → notification → accepted → session with the caller's record → call → wrap-up
//   the agent clicks a number or dials → session → call → wrap-up

import { Call } from "./telephone_line.js";
import * as workspace from "./workspace.js";

const element = (id) => document.getElementById(id);

/**
 * The calls that the agent has accepted or made, oldest first:
 * { call, contact, sessionId, notes, isMuted }
 */
const conversations = [];
/** The conversation that is shown: that of the session in front. */
let shown = null;
/** The call that came in last and is still offered. */
let ringing = null;
/** The agent's id, which call records name. */
let userId = "";

// -- coming in ---------------------------------------------------------------------------------------------------

async function somebodyCalls(number) {
  const call = new Call(number, "in");
  // Before the notification: it is to say who is calling.
  const contact = await workspace.contactOf(number);
  ringing = call;
  const isAccepted = await workspace.offer(call, contact);
  if (ringing === call) ringing = null;
  if (isAccepted && call.state === "ringing") {
    call.answer();
    await converse(call, contact);
  } else {
    log(call.state === "ended" ? "caller gave up" : "not answered", number);
    call.hangUp();
  }
}

/** The caller gives up while the agent is still thinking: the notification has to go. */
async function callerGivesUp() {
  if (!ringing) return;
  ringing.hangUp();
  await workspace.withdraw(ringing);
}

// -- going out ---------------------------------------------------------------------------------------------------

async function dial(number, contactId) {
  const call = new Call(number, "out");
  const contact = (await workspace.contactOf(number)) ?? (contactId && { contactid: contactId, fullname: number });
  await converse(call, contact);
}

// -- talking -----------------------------------------------------------------------------------------------------

async function converse(call, contact) {
  const conversation = { call, contact, sessionId: undefined, notes: "", isMuted: false };
  conversations.push(conversation);
  call.addEventListener("change", draw);
  show(conversation);
  conversation.sessionId = await workspace.openSession(call, contact);
  if (conversation.sessionId === undefined) tell("There are too many sessions: this call has none. Close one.");
  draw();
}

function forget(conversation) {
  conversation.call.hangUp();
  const index = conversations.indexOf(conversation);
  if (index >= 0) conversations.splice(index, 1);
  if (shown === conversation) shown = conversations.at(-1) ?? null;
  draw();
}

async function wrapUp(conversation, result) {
  const { call, contact, notes } = conversation;
  const id = await workspace.savePhoneCall({ call, contact, notes, result, userId });
  forget(conversation);
  tell("The phone call was saved.", "Open it", () => workspace.openRecord("phonecall", id).catch(report));
}

// -- what the workspace tells --------------------------------------------------------------------------------------

async function listen() {
  await workspace.on("onclicktoact", async (click) => {
    log("onclicktoact", click);
    await workspace.setPanel(true).catch(report);
    await dial(click.value, click.entityLogicalName === "contact" ? click.entityId : undefined);
  });
  await workspace.on("onSessionSwitched", async ({ sessionId, focused }) => {
    log("onSessionSwitched", { sessionId, focused });
    const conversation = conversations.find((each) => each.sessionId === sessionId);
    if (focused && conversation) show(conversation);
  });
  await workspace.on("onSessionClosed", async ({ sessionId }) => {
    log("onSessionClosed", { sessionId });
    const conversation = conversations.find((each) => each.sessionId === sessionId);
    if (!conversation) return;
    // The agent is done with it; what was said can still be written down.
    conversation.call.hangUp();
    conversation.sessionId = undefined;
    // With the last session gone, the panel is Home's again.
    if (conversations.every((each) => each.sessionId === undefined)) await workspace.setPanel(true).catch(report);
    draw();
  });
  await workspace.on("onPresenceChange", async ({ presenceInfo }) => {
    log("onPresenceChange", presenceInfo);
    showPresence(presenceInfo.presenceText);
  });
  for (const event of ["onmodechanged", "onsizechanged", "onpagenavigate"]) {
    await workspace.on(event, async (payload) => log(event, payload));
  }
}

// -- the page ----------------------------------------------------------------------------------------------------

const STATES = { ringing: "Ringing…", dialing: "Calling…", talking: "Talking", held: "On hold", ended: "Ended" };

function nameOf({ contact, call }) {
  return contact?.fullname ?? call.number;
}

function initials(name) {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  return words.length
    ? words
        .map((word) => word[0])
        .join("")
        .slice(0, 2)
        .toUpperCase()
    : "☎";
}

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function show(conversation) {
  shown = conversation;
  draw();
}

function draw() {
  const { call } = shown ?? {};
  element("call").hidden = !shown;
  element("keypad").hidden = Boolean(shown) && call.state !== "ended";
  drawCalls();
  if (!shown) return;
  element("call").dataset.state = call.state;
  element("avatar").textContent = initials(nameOf(shown));
  element("caller-name").textContent = nameOf(shown);
  element("caller-number").textContent = shown.contact ? call.number : "Unknown caller";
  element("controls").hidden = call.state === "ended";
  element("wrap-up").hidden = call.state !== "ended";
  element("mute").setAttribute("aria-pressed", String(shown.isMuted));
  element("hold").setAttribute("aria-pressed", String(call.state === "held"));
  // Not while it is being written.
  if (element("notes").value !== shown.notes) element("notes").value = shown.notes;
  drawClock();
}

function drawClock() {
  if (!shown) return;
  const { call } = shown;
  element("call-state").textContent = call.startedAt
    ? `${STATES[call.state]} ${clock(call.seconds)}`
    : STATES[call.state];
}

/** One button for each call, where there are several. */
function drawCalls() {
  element("calls").hidden = conversations.length < 2;
  element("calls").replaceChildren(
    ...conversations.map((conversation) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = nameOf(conversation);
      button.setAttribute("aria-current", String(conversation === shown));
      button.addEventListener("click", () => choose(conversation));
      return button;
    }),
  );
}

/** Only the agent switches sessions: the softphone shows the call, and asks for attention to its session. */
function choose(conversation) {
  show(conversation);
  if (conversation.sessionId) workspace.askForAttention(conversation.sessionId).catch(report);
}

const PRESENCE_COLORS = {
  Available: "#6bb700",
  Busy: "#c4314b",
  "Do not disturb": "#c4314b",
  "Appear away": "#ffaa44",
};

function showPresence(text) {
  element("presence").value = text;
  element("presence-dot").style.background = PRESENCE_COLORS[text] ?? "";
}

function tell(text, action, act) {
  const notice = element("notice");
  notice.textContent = `${text} `;
  notice.hidden = text === "";
  if (!action) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = action;
  button.addEventListener("click", act);
  notice.append(button);
}

function report(error) {
  console.error(error);
  tell(error.message);
}

function log(event, details) {
  const entry = document.createElement("li");
  entry.textContent = `${event} ${JSON.stringify(details)}`;
  element("log").prepend(entry);
  while (element("log").children.length > 100) element("log").lastChild.remove();
}

function wireUp() {
  element("keys").append(
    ...["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"].map((key) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = key;
      button.addEventListener("click", () => (element("number").value += key));
      return button;
    }),
  );
  element("dial").addEventListener("submit", (event) => {
    event.preventDefault();
    dial(element("number").value.trim()).catch(report);
    element("number").value = "";
  });
  element("ring").addEventListener("submit", (event) => {
    event.preventDefault();
    somebodyCalls(element("caller").value).catch(report);
  });
  element("give-up").addEventListener("click", () => callerGivesUp().catch(report));
  element("mute").addEventListener("click", () => {
    shown.isMuted = !shown.isMuted;
    draw();
  });
  element("hold").addEventListener("click", () => shown.call.setHeld(shown.call.state !== "held"));
  element("hang-up").addEventListener("click", () => shown.call.hangUp());
  element("notes").addEventListener("input", () => (shown.notes = element("notes").value));
  element("wrap-up").addEventListener("submit", (event) => {
    event.preventDefault();
    wrapUp(shown, element("result").value).catch(report);
  });
  element("discard").addEventListener("click", () => forget(shown));
  element("minimize").addEventListener("click", () => workspace.setPanel(false).catch(report));
  element("presence").addEventListener("change", async () => {
    const isSet = await workspace.setPresence(element("presence").value);
    // The event onPresenceChange shows the new one; without it the old one stays.
    if (!isSet) showPresence(await workspace.presence());
  });
  setInterval(drawClock, 1000);
}

async function begin() {
  wireUp();
  await workspace.ready;
  tell("");
  userId = (await workspace.environment()).userId.replace(/[{}]/g, "").toLowerCase();
  await listen();
  await workspace.allowClickToAct();
  // With one provider, Home shows its page once it asks; with several, Home is nobody's, and this is refused.
  await workspace.setPanel(true).catch(() => {});
  showPresence(await workspace.presence());
  for (const contact of await workspace.someContacts()) {
    const option = new Option(`${contact.fullname} (${contact.telephone1})`, contact.telephone1);
    element("caller").append(option);
  }
  element("presence").disabled = false;
  element("minimize").disabled = false;
}

tell("Waiting for the workspace…");
begin().catch(report);
