// The login: sends the code of the link, or what was pasted, and goes on to the address that was asked for.
//
// The server answers any address of the log with this page while the browser may not read. The fragment is a code at
// /login alone; elsewhere it belongs to the view.

import { copyText } from "./copy.js";
import { part } from "./part.js";
import { readPreferences } from "./preferences.js";
import { isRedirect, sentence } from "../stream/answer.js";
import { codeIn, destination } from "./place.js";

const WANTED = "logcast.wanted";
const isLogin = location.pathname === "/login";
/** What the browser's tabs tell each other: "in" and "out". */
const tabs = new BroadcastChannel("logcast");
let isBusy = false;

part("host").textContent = location.host;
document.title = `Log in · ${location.host} · Logcast`;
document.documentElement.dataset.theme = readPreferences().theme;
tabs.addEventListener("message", ({ data }) => data === "in" && goOn());
addEventListener("hashchange", takeCode);
part("form").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    enter(codeIn(part("code").value));
});
part("copy").hidden = false;
part("copy").addEventListener("click", copyCommand);
if (!isLogin) keepWanted();
takeCode();

/** The code of the link; it is gone from the address before it is sent. */
function takeCode() {
    if (!isLogin || location.hash.length < 2) return;
    const code = location.hash.slice(1);
    history.replaceState(null, "", "/login");
    enter(code);
}

/** @param {string} code */
async function enter(code) {
    if (isBusy || code === "") return;
    isBusy = true;
    show("", "Logging in…");
    const problem = await send(code).catch(() => "The server cannot be reached. Try again.");
    isBusy = false;
    if (problem === "") {
        tabs.postMessage("in");
        return goOn();
    }
    show(problem, "");
    part("code").select();
    part("code").focus();
}

/**
 * What went wrong, in the server's words; "" for nothing.
 * @param {string} code
 */
async function send(code) {
    const answer = await fetch("/login", {
        method: "POST", body: new URLSearchParams({ code }), headers: { Accept: "application/json" }, redirect: "manual", cache: "no-store",
    });
    if (!isRedirect(answer) && !answer.ok) return sentence(answer);
    const { status } = await fetch("/whoami", { headers: { Accept: "application/json" }, cache: "no-store" });
    return status === 401 ? "The code was right, but the browser does not keep the cookie of the login: allow cookies of this address." : "";
}

/** @param {string} problem @param {string} progress */
function show(problem, progress) {
    part("problem").textContent = problem;
    part("progress").textContent = progress;
    part("code").setAttribute("aria-invalid", String(problem !== ""));
    part("enter").disabled = progress !== "";
}

function goOn() {
    // The same address with a fragment would only be scrolled to.
    if (!isLogin) return location.reload();
    location.replace(destination(takeWanted(), location.origin));
}

async function copyCommand() {
    part("progress").textContent = (await copyText(part("command-text").textContent))
        ? "Copied the command" : "Could not copy: the browser refused";
}

// A browser may refuse storage altogether; then the login leads to the beginning.
function keepWanted() {
    try { sessionStorage.setItem(WANTED, location.href); } catch { /* refused */ }
}

function takeWanted() {
    try {
        const wanted = sessionStorage.getItem(WANTED);
        sessionStorage.removeItem(WANTED);
        return wanted;
    } catch { return null; }
}
