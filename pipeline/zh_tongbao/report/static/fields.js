"use strict";
// The fields of a record: pointed at in its row or in the list that opens with it, each lights its words and says how they reach it.
(() => {
  const { say, doc, rowOf, rowText, light, marksOf, dim, show, tell, hideTip, narrow } = window.tongbao;
  const DWELL = 350;  // milliseconds that the pointer rests on a field before the text is scrolled to its words
  let chosen = null;  // the record whose fields are listed
  let pointed = null;  // the line of that list that holds its words lit
  let waiting = 0;

  // The list.
  const list = document.createElement("section");
  list.className = "why";
  list.setAttribute("aria-labelledby", "why-record");
  const heading = list.appendChild(document.createElement("h5"));
  heading.id = "why-record";
  const lines = list.appendChild(document.createElement("ul"));
  const close = list.appendChild(document.createElement("button"));
  close.type = "button";
  close.className = "close";
  close.textContent = "×";

  const way = (via) => { const said = say(`via.${via}`); return said === `via.${via}` ? via : said; };
  const label = (field) => { const said = say(`field.${field}`); return said === `field.${field}` ? field : said; };
  function value(treeitem, field) {  // as the row says it; what it shares with its total, as the total's row says it
    if (field === "relation") return treeitem.dataset.rel ? say(`relation.${treeitem.dataset.rel}`) : "";
    if (field === "parent") { const total = evidence.totalOf(treeitem); return total ? rowOf(total).querySelector(".n").textContent.trim() : ""; }
    if (field === "count") return rowOf(treeitem).querySelector(".n").textContent.trim();
    const asks = `[data-f="${CSS.escape(field)}"], [data-t^="${CSS.escape(field)}."]`;
    const seen = new Set();
    for (let at = treeitem; at && !seen.has(at); at = evidence.totalOf(at)) {
      const said = rowOf(at).querySelector(asks);
      if (said) return said.textContent.trim();
      seen.add(at);
    }
    return "";
  }
  function cell(name, text, lang) {
    const node = document.createElement("span");
    node.className = name;
    node.textContent = text;
    if (lang) node.lang = lang;
    return node;
  }
  function fill() {
    heading.replaceChildren(cell("kind", say("page.evidence")), " ", rowText(chosen));
    close.setAttribute("aria-label", say("page.close"));
    const found = evidence.of(chosen);
    lines.replaceChildren(...found.map((told, index) => {
      const line = document.createElement("button");
      line.type = "button";
      line.tabIndex = index ? -1 : 0;
      line.dataset.f = told.field;
      line.told = told;
      const words = evidence.words(doc(chosen), told);
      const reach = cell("r", "");
      if (words) reach.append(cell("q", words, "zh-Hans"), cell("sr", " — "));
      reach.append(cell("a", way(told.via)));
      line.append(cell("k", label(told.field)), " ", cell("v", value(chosen, told.field)), " ", reach);
      const item = document.createElement("li");
      item.append(line);
      return item;
    }));
    return found.length > 0;
  }
  const all = () => [...lines.querySelectorAll("button")];
  const listed = (node) => node?.closest?.(".why button[data-f]");

  function open(treeitem) {
    if (chosen === treeitem && list.isConnected) return;
    release();
    chosen = treeitem;
    if (!fill()) { chosen = null; return; }
    rowOf(treeitem).classList.add("chosen");
    treeitem.closest(".ledger").append(list);
    place();
    uncover(rowOf(treeitem));
  }
  function place() {  // at the lower edge of the window, below the records that it covers
    const ledger = list.parentElement;
    if (!ledger) return;
    const { left, width } = ledger.getBoundingClientRect();
    list.style.left = narrow.matches ? "" : `${left}px`;
    list.style.width = narrow.matches ? "" : `${width}px`;
    ledger.style.paddingBottom = `${list.offsetHeight + 16}px`;
  }
  function release() {
    if (chosen) rowOf(chosen).classList.remove("chosen");
    if (list.parentElement) list.parentElement.style.paddingBottom = "";
    chosen = pointed = null;
    list.remove();
  }
  function uncover(row) {  // the list must not lie over the record that it is about
    const hidden = row.getBoundingClientRect().bottom + 8 - list.getBoundingClientRect().top;
    if (hidden <= 0) return;
    const box = row.closest(".ledger");
    const before = box.scrollTop;
    if (!narrow.matches) box.scrollTop += hidden;
    const left = hidden - (box.scrollTop - before);
    if (left > 1) scrollBy({ top: left });
  }
  const bottom = () => narrow.matches && list.isConnected ? list.getBoundingClientRect().top : innerHeight;

  function lightField(treeitem, told) {
    dim();
    light([rowOf(treeitem)]);
    light(marksOf(doc(treeitem), treeitem.dataset.r), "near");
    evidence.point(doc(treeitem), told);
  }
  function point(line, moving) {
    pointed = line;
    for (const other of all()) {
      other.classList.toggle("on", other === line);
      other.tabIndex = other === line ? 0 : -1;
    }
    lightField(chosen, line.told);
    if (moving) evidence.bring(doc(chosen), line.told, bottom());
  }
  function unpoint() {
    pointed?.classList.remove("on");
    pointed = null;
    if (chosen) show(chosen, false);
  }

  // The pointer rests on a field of a row, or on a line of the list.
  function inRow(target) {
    const part = target.closest?.(".row [data-f]") || target.closest?.(".row [data-t]") || target.closest?.(".row .n");
    const treeitem = part?.closest("[role=treeitem]");
    if (!treeitem) return null;
    const name = part.dataset.f || part.dataset.t?.split(".")[0] || "count";
    const told = evidence.of(treeitem).find(({ field }) => field === name);
    return told ? { part, treeitem, told } : null;
  }
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch" || evidence.rests(event)) return;
    clearTimeout(waiting);
    const line = listed(event.target);
    if (line) return void lightField(chosen, line.told);
    const found = inRow(event.target);
    if (!found) return;
    const { part, treeitem, told } = found;
    lightField(treeitem, told);
    tell(part, [["kind", label(told.field)], ["b", evidence.words(doc(treeitem), told)], ["more", way(told.via)]]);
    if (!narrow.matches) waiting = setTimeout(() => evidence.bring(doc(treeitem), told, innerHeight), DWELL);
  });
  document.addEventListener("tongbao:settle", () => {
    if (pointed?.isConnected) lightField(chosen, pointed.told);
    else if (chosen?.isConnected) show(chosen, false);
  });

  // A click or a tap takes hold; the same once more, or one elsewhere, lets go.
  let held = null;  // what was held when the pointer went down
  let pressing = false;  // until it goes up nothing moves, or it would come up on something else
  document.addEventListener("pointerdown", () => { held = { chosen, pointed }; pressing = true; }, true);
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => { pressing = false; }, true);
  document.addEventListener("click", (event) => {
    if (chosen && held?.chosen === chosen && !event.target.closest?.(".why, .row, .text, a[href^='#d']")) { release(); dim(); return; }
    if (event.target === close) { const record = chosen; release(); dim(); record?.focus(); release(); return; }
    const line = listed(event.target);
    if (line) {
      if (held?.pointed === line) { unpoint(); line.blur(); } else point(line, true);
      return;
    }
    const row = event.target.closest?.(".row");
    if (!row || event.target.closest("button")) return;
    const treeitem = row.parentElement;
    const found = inRow(event.target);
    const same = held?.chosen === treeitem;
    open(treeitem);
    const wanted = found && all().find(({ told }) => told.field === found.told.field);
    hideTip();
    if (wanted && held?.pointed?.dataset.f !== wanted.dataset.f) point(wanted, true);
    else if (wanted && same) unpoint();
    else if (same) { release(); dim(); treeitem.blur(); }
  });

  // The keyboard: the list opens with the record that has the focus and is the next stop behind it.
  document.addEventListener("focusin", (event) => {
    const target = event.target;
    const line = listed(target);
    if (line) { if (line.matches(":focus-visible")) point(line, true); return; }
    if (target.matches?.("[role=treeitem]")) open(target);
    else if (chosen && !list.contains(target) && !chosen.contains(target) && !pressing) release();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && chosen) {
      const record = chosen;
      if (list.contains(event.target)) { unpoint(); record.focus(); event.preventDefault(); }
      else if (event.target === record || event.target === document.body) { release(); dim(); }
      return;
    }
    if (event.key === "ArrowRight" && event.target === chosen && !event.defaultPrevented) {
      event.preventDefault();
      return void all()[0]?.focus();
    }
    const line = listed(event.target);
    if (!line) return;
    const now = all();
    const at = now.indexOf(line);
    const next = { ArrowDown: now[at + 1], ArrowRight: now[at + 1], ArrowUp: now[at - 1], ArrowLeft: now[at - 1] ?? chosen, Home: now[0], End: now.at(-1) };
    if (!(event.key in next)) return;
    event.preventDefault();
    next[event.key]?.focus();
  });

  document.addEventListener("tongbao:spoken", () => { if (chosen?.isConnected) { const field = pointed?.dataset.f; fill(); const line = all().find(({ dataset }) => dataset.f === field); if (line) point(line, false); } });
  addEventListener("resize", place);
  addEventListener("beforeprint", () => { release(); dim(); });
})();
