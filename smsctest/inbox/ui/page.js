// The server renders the page. This puts what has changed in place.

const $ = (id) => document.getElementById(id);
// A form with a field named "id" has that field as its id.
const key = (node) => node.getAttribute?.("id");
const kept = { open: "DETAILS", "data-live": "P" }; // what the reader or this script has set

function morph(from, to) {
  if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName) return from.replaceWith(to.cloneNode(true));
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return;
  }
  if (from === document.activeElement && from.matches("input:not([type=hidden]),select,textarea")) return; // somebody is typing
  for (const { name } of [...from.attributes])
    if (!to.hasAttribute(name) && kept[name] !== from.nodeName) from.removeAttribute(name);
  for (const { name, value } of to.attributes)
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  if (from.nodeName === "TEXTAREA") return;
  const known = new Map([...from.children].filter(key).map((e) => [key(e), e]));
  let at = from.firstChild;
  for (const next of [...to.childNodes]) {
    const same = key(next) ? known.get(key(next)) : at && !key(at) && at;
    if (!same) from.insertBefore(next.cloneNode(true), at);
    else {
      if (same === at) at = at.nextSibling;
      else from.insertBefore(same, at);
      morph(same, next);
    }
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

const atBottom = () => !$("thread") || $("thread").scrollTop + $("thread").clientHeight >= $("thread").scrollHeight - 60;
const toBottom = () => $("thread")?.scrollTo(0, $("thread").scrollHeight);

let latest = 0;
// show puts an answer in place, unless a later one was asked for.
async function show(asking, turn = ++latest) {
  const answer = await asking;
  const text = await answer.text();
  if (turn !== latest) return;
  if (!answer.ok) return alert(text);
  const next = new DOMParser().parseFromString(text, "text/html");
  const bottom = atBottom();
  const thread = document.querySelector("#thread bdi")?.textContent;
  document.title = next.title;
  morph(document.body, next.body);
  if (bottom || thread !== document.querySelector("#thread bdi")?.textContent) toBottom();
}
const refresh = () => show(fetch(location.href));
let typing;
const go = async (url) => {
  clearTimeout(typing);
  history.pushState(null, "", url);
  await refresh();
  document.querySelector("main")?.scrollTo(0, 0);
};

document.addEventListener("click", async (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard.writeText(copy.dataset.copy);
    copy.classList.add("copied");
    return setTimeout(() => copy.classList.remove("copied"), 1500);
  }
  const link = event.target.closest("a[href]");
  const own = document.querySelector(".brand").href;
  if (!link || !link.href.startsWith(own) || link.href.startsWith(own + "api/") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(link.href);
});
document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const body = new URLSearchParams(new FormData(form, event.submitter));
  if (form.getAttribute("method") === "get") return go(`${form.getAttribute("action")}?${body}`);
  document.activeElement?.blur();
  const asked = latest;
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body });
  if (answer.redirected) history[answer.url === location.href ? "replaceState" : "pushState"](null, "", answer.url);
  const overtaken = asked !== latest; // by what was asked for at the address before
  await show(answer);
  if (overtaken) await refresh();
  form.matches("#new form") && form.reset();
});
addEventListener("popstate", refresh);

document.addEventListener("input", (event) => {
  if (event.target !== $("q")) return;
  clearTimeout(typing);
  typing = setTimeout(() => {
    const url = `./?q=${encodeURIComponent($("q").value)}`;
    history.replaceState(null, "", $("q").value ? url : "./");
    refresh();
  }, 150);
});

// Keys: / searches, j and k go on and back.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input,textarea,select")) return;
  const step = { j: 1, k: -1 }[event.key];
  if (event.key === "/") $("q")?.focus();
  else if (step) {
    const all = [...document.querySelectorAll(event.target.matches(".bubble") ? ".bubble" : "#list li a,#list td a")];
    const now = all.indexOf(document.activeElement);
    all[now < 0 ? Math.max(all.findIndex((a) => a.hasAttribute("aria-current")), 0) : now + step]?.focus();
  } else return;
  event.preventDefault();
});

document.documentElement.classList.add("live");
const live = (on) => {
  $("live").dataset.live = on ? "on" : "off";
  $("live").textContent = on ? "Live" : "Not connected";
};
const events = new EventSource("api/events");
events.addEventListener("open", () => live(true));
events.addEventListener("error", () => live(false));
events.addEventListener("change", refresh);
toBottom();
