"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const decisions = new Map();
const kept = "standoff-review " + data.article + " " + data.digest;
const text = document.getElementById("text"), list = document.getElementById("drafts");
const element = (tag, cls, words) => { const e = document.createElement(tag); if (cls) e.className = cls; if (words !== undefined) e.textContent = words; return e; };

// The text, cut at every place where an anchor begins or ends. Offsets count code points, as in the anchors.
const points = Array.from(data.text);
const cuts = new Set([0, points.length]);
for (const d of data.drafts) { cuts.add(d.start); cuts.add(d.end); }
const edges = [...cuts].sort((a, b) => a - b);
for (let i = 0; i + 1 < edges.length; i++) {
  const piece = points.slice(edges[i], edges[i + 1]).join("");
  const over = data.drafts.filter((d) => d.start <= edges[i] && edges[i + 1] <= d.end);
  if (!over.length) { text.append(piece); continue; }
  const mark = element("mark", "", piece);
  mark.dataset.drafts = over.map((d) => d.iri).join(" ");
  mark.addEventListener("click", () => show(over[0].iri, true));
  text.append(mark);
}

function show(iri, scrollCard) {
  for (const m of text.querySelectorAll("mark")) m.classList.toggle("here", m.dataset.drafts.split(" ").includes(iri));
  for (const c of list.children) c.classList.toggle("here", c.dataset.iri === iri);
  const first = text.querySelector("mark.here");
  if (first && !scrollCard) first.scrollIntoView({ block: "center" });
  if (scrollCard) { const c = list.querySelector(".card.here"); if (c) { c.scrollIntoView({ block: "center" }); c.focus(); } }
}

function decide(iri, ruling, reason) {
  if (ruling) decisions.set(iri, { draft: iri, ruling, reason: reason || "", content: data.drafts.find((d) => d.iri === iri).content_digest, time: new Date().toISOString() });
  else decisions.delete(iri);
  const card = [...list.children].find((c) => c.dataset.iri === iri);
  card.classList.remove("Accepted", "Rejected");
  if (ruling) card.classList.add(ruling);
  card.querySelector(".state").textContent = ruling ? ruling.toLowerCase() : "";
  count();
  try { localStorage.setItem(kept, JSON.stringify([...decisions.values()])); } catch (e) { /* a page opened from a file may have no storage */ }
}

function count() {
  document.getElementById("count").textContent = decisions.size + " of " + data.drafts.length + " decided";
}

for (const d of data.drafts) {
  const card = element("section", "card");
  card.dataset.iri = d.iri; card.tabIndex = 0;
  card.append(element("h2", "", d.description));
  const who = element("p", "who");
  who.append(d.speaker + (d.relays.length ? ", relayed by " + d.relays.join(", ") : "") + " · " + d.kind + " · confidence " + d.confidence.toFixed(2) + " ");
  for (const t of d.tags) who.append(element("span", "tag " + t, t));
  card.append(who);
  for (const [cls, words] of d.notes) card.append(element("p", cls, words));
  const more = element("details"); more.append(element("summary", "", "triples, and how each slot was read"));
  more.append(element("pre", "", d.details.join("\n"))); card.append(more);
  const act = element("div", "act");
  const yes = element("button", "yes", "Accept (a)"), no = element("button", "no", "Reject (r)"), undo = element("button", "undo", "Undo (u)");
  const reason = element("input"); reason.placeholder = "reason for rejecting"; reason.setAttribute("aria-label", "reason for rejecting");
  yes.addEventListener("click", () => decide(d.iri, "Accepted"));
  no.addEventListener("click", () => decide(d.iri, "Rejected", reason.value));
  undo.addEventListener("click", () => decide(d.iri, null));
  act.append(yes, no, reason, undo, element("span", "state")); card.append(act);
  card.addEventListener("focusin", () => show(d.iri, false));
  card.addEventListener("click", () => show(d.iri, false));
  list.append(card);
}

document.addEventListener("keydown", (e) => {
  if (e.target.tagName === "INPUT" || e.ctrlKey || e.metaKey || e.altKey) return;
  const card = document.activeElement.closest(".card"); const cards = [...list.children];
  const step = (n) => { const k = cards.indexOf(card) + n; if (cards[k]) { cards[k].focus(); cards[k].scrollIntoView({ block: "center" }); } };
  if (e.key === "j" || e.key === "ArrowDown") { step(1); e.preventDefault(); }
  else if (e.key === "k" || e.key === "ArrowUp") { step(-1); e.preventDefault(); }
  else if (card && e.key === "a") { decide(card.dataset.iri, "Accepted"); step(1); }
  else if (card && e.key === "r") { const i = card.querySelector("input"); decide(card.dataset.iri, "Rejected", i.value); i.focus(); e.preventDefault(); }
  else if (card && e.key === "u") decide(card.dataset.iri, null);
});
for (const i of list.querySelectorAll(".act input")) i.addEventListener("change", () => {
  const iri = i.closest(".card").dataset.iri; const d = decisions.get(iri);
  if (d && d.ruling === "Rejected") decide(iri, "Rejected", i.value);
});

document.getElementById("save").addEventListener("click", () => {
  const by = document.getElementById("by").value.trim();
  const file = { format: "standoff-decisions/1", article: data.article, digest: data.digest, by, decisions: [...decisions.values()] };
  const link = element("a"); link.download = data.slug + "-decisions.json";
  link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1)], { type: "application/json" }));
  link.click();
});
try { for (const d of JSON.parse(localStorage.getItem(kept) || "[]")) if (data.drafts.some((x) => x.iri === d.draft && x.content_digest === d.content)) decide(d.draft, d.ruling, d.reason); } catch (e) { /* see above */ }
count();
if (list.firstChild) show(data.drafts[0].iri, false);
document.documentElement.dataset.ready = "yes";
