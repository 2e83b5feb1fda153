"use strict";
(() => {
  const root = document.documentElement;
  const words = JSON.parse(document.getElementById("words").textContent);
  const tip = document.getElementById("tip");
  const say = (key) => (words[root.lang] || words.en)[key] ?? key;
  const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* storage may be forbidden */ } };
  const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };

  // Language and theme.
  function speak(lang) {
    root.lang = lang;
    for (const node of document.querySelectorAll("[data-t]")) node.textContent = say(node.dataset.t);
    for (const node of document.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", say(node.dataset.tLabel));
    document.title = say("page.title");
    name();
    document.dispatchEvent(new Event("tongbao:spoken"));
  }
  function name(within = document) {
    for (const mark of within.querySelectorAll(".text mark")) {
      const kind = mark.classList[1];
      mark.dataset.tag = say(`label.${kind}`);
    }
  }
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const acts = {
    language() { speak(root.lang === "en" ? "zh-Hans" : "en"); remember("tongbao-lang", root.lang); },
    theme() { root.dataset.theme = dark() ? "light" : "dark"; remember("tongbao-theme", root.dataset.theme); },
    print() { window.print(); },
    expand(button) { fold(button, "true"); },
    collapse(button) { fold(button, "false"); },
  };
  function fold(button, open) {
    for (const item of button.closest(".ledger").querySelectorAll("[aria-expanded]")) item.setAttribute("aria-expanded", open);
  }

  // A record lights its words, and a word its records.
  const numbers = (text) => (text || "").split(" ").filter(Boolean);
  let lit = [];
  function dim() {
    for (const [node, style] of lit) node.classList.remove(style);
    lit = [];
    evidence.clear();
    hideTip();
  }
  function light(nodes, style = "lit") {
    for (const node of nodes) { node.classList.add(style); lit.push([node, style]); }
  }
  const doc = (node) => node.closest(".doc");
  const marksOf = (article, index) => [...article.querySelectorAll(".text mark[data-r]")].filter((mark) => numbers(mark.dataset.r).includes(String(index)));
  const item = (article, index) => article.querySelector(`[role=treeitem][data-r="${index}"]`);
  const rowOf = (treeitem) => treeitem.querySelector(":scope > .row");
  function show(node, moving) {
    dim();
    if (!node) return;
    const article = doc(node);
    if (node.matches("mark")) {
      light([node]);
      evidence.outline(article, evidence.of(node));
      for (const index of numbers(node.dataset.r)) {
        const found = item(article, index);
        if (found) { light([rowOf(found)]); within(rowOf(found)); near(article, found); }
      }
      showTip(node);
    } else {
      const marks = marksOf(article, node.dataset.r);
      light(marks); light([rowOf(node)]); near(article, node);
      evidence.outline(article, evidence.of(node));
      if (moving && marks[0]) marks[0].scrollIntoView({ block: "nearest" });
    }
  }
  function near(article, treeitem) {  // what is known of a record that has no evidence
    for (const index of numbers(treeitem.dataset.w)) light(article.querySelectorAll(`.text mark[data-e="${index}"]`), "near");
  }
  function within(row) {  // bring a row into sight without moving the page
    const box = row.closest(".ledger");
    if (!box || box.scrollHeight <= box.clientHeight) return;
    const top = row.getBoundingClientRect().top - box.getBoundingClientRect().top;
    if (top < 30 || top > box.clientHeight - 40) box.scrollTop += top - box.clientHeight / 3;
  }

  // Tooltip.
  function line(kind, text) {
    const node = document.createElement(kind === "b" || kind === "code" ? kind : "div");
    node.className = kind;
    node.textContent = text;
    tip.append(node);
  }
  function showTip(node) {
    if (!node.matches("mark")) return tell(node, [["more", node.getAttribute("aria-label")]]);
    const { name, code, more } = node.dataset;
    const found = numbers(node.dataset.r).map((index) => item(doc(node), index)).filter(Boolean);
    const told = evidence.of(node).map((value) => [evidence.words(doc(node), value), say(`via.${value.via}`)]);
    tell(node, [
      ["kind", say(`label.${node.classList[1]}`)], ["b", name], ["code", code], ["more", more],
      ...found.map((treeitem) => ["more", rowText(treeitem)]),
      ...told.map((parts) => ["more", parts.filter(Boolean).join(" — ")]),
    ]);
    node.setAttribute("aria-describedby", "tip");
  }
  function tell(node, lines) {  // in the tooltip of an element
    tip.textContent = "";
    for (const [kind, text] of lines) if (text) line(kind, text);
    tip.hidden = false;
    const place = node.getClientRects()[0] || node.getBoundingClientRect();
    const left = Math.min(Math.max(8, place.left), innerWidth - tip.offsetWidth - 8);
    const above = place.top - tip.offsetHeight - 8;
    tip.style.left = `${left}px`;
    tip.style.top = `${above > 4 ? above : place.bottom + 8}px`;
  }
  function hideTip() {
    tip.hidden = true;
    document.querySelector("[aria-describedby=tip]")?.removeAttribute("aria-describedby");
  }
  function rowText(treeitem) {  // what the row says, with what it shares with its total
    const parts = [...rowOf(treeitem).querySelectorAll(".fs > span")].map((part) => part.textContent.trim());
    return [rowOf(treeitem).querySelector(".n").textContent.trim(), ...parts].join(" · ");
  }

  const narrow = matchMedia("(max-width: 56rem)");  // as in report.css: text and records stand below each other
  const FOLD = 26;  // pixels at the head of a row that fold and unfold it
  const linked = (node) => node.closest?.(".text mark, [role=treeitem]");
  document.addEventListener("pointerover", (event) => {
    if (evidence.rests(event)) return;
    const node = linked(event.target);
    const bar = event.target.closest?.(".chart [aria-label][role=graphics-symbol]");
    if (node && !(node.matches("[role=treeitem]") && !event.target.closest(".row"))) show(node, false);
    else if (bar && bar !== bar.closest("svg")) { dim(); showTip(bar); }
    else settle();
  });
  function settle() {  // the pointer has left: what has the focus is lit again
    const held = document.activeElement;
    if (held?.matches(".text mark, [role=treeitem]")) show(held, false);
    else dim();
    document.dispatchEvent(new Event("tongbao:settle"));
  }
  document.addEventListener("focusin", (event) => { if (linked(event.target) === event.target) { rove(event.target); show(event.target, !narrow.matches); } });
  document.addEventListener("focusout", dim);

  // One stop in the tab order for each text and each tree; the arrow keys go on from there.
  function rove(node) {
    const all = node.matches("mark") ? node.closest(".text").querySelectorAll("mark") : node.closest("[role=tree]").querySelectorAll("[role=treeitem]");
    for (const other of all) other.tabIndex = other === node ? 0 : -1;
  }
  const visible = (tree) => [...tree.querySelectorAll("[role=treeitem]")].filter((node) => !node.parentElement.closest("[aria-expanded=false]"));
  const treeKeys = {
    ArrowDown: (node, all) => all[all.indexOf(node) + 1],
    ArrowUp: (node, all) => all[all.indexOf(node) - 1],
    Home: (_, all) => all[0],
    End: (_, all) => all.at(-1),
    ArrowRight: (node) => node.ariaExpanded === "false" ? void (node.ariaExpanded = "true") : node.querySelector("[role=treeitem]"),  // a leaf's fields: fields.js
    ArrowLeft: (node) => node.ariaExpanded === "true" ? void (node.ariaExpanded = "false") : node.parentElement.closest("[role=treeitem]"),
    Enter: (node) => marksOf(doc(node), node.dataset.r)[0],
  };
  const textKeys = {
    ArrowRight: (node, all) => all[all.indexOf(node) + 1],
    ArrowLeft: (node, all) => all[all.indexOf(node) - 1],
    ArrowDown: (node, all) => all[all.indexOf(node) + 1],
    ArrowUp: (node, all) => all[all.indexOf(node) - 1],
    Home: (_, all) => all[0],
    End: (_, all) => all.at(-1),
    Enter: (node) => node.dataset.r && reveal(item(doc(node), numbers(node.dataset.r)[0])),
  };
  function reveal(treeitem) {
    for (let up = treeitem?.parentElement.closest("[role=treeitem]"); up; up = up.parentElement.closest("[role=treeitem]")) up.ariaExpanded = "true";
    return treeitem;
  }
  document.addEventListener("keydown", (event) => {
    const node = event.target;
    if (event.key === "Escape" && linked(node)) { dim(); node.blur(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const tree = node.matches?.("[role=treeitem]") ? node.closest("[role=tree]") : null;
    const text = node.matches?.(".text mark") ? node.closest(".text") : null;
    const move = (tree ? treeKeys : text ? textKeys : {})[event.key];
    if (!move || (tree && event.key === "ArrowRight" && node.ariaExpanded === null)) return;
    event.preventDefault();
    move(node, tree ? visible(tree) : [...text.querySelectorAll("mark")])?.focus();
  });

  document.addEventListener("click", (event) => {
    const act = event.target.closest("[data-act]");
    if (act && acts[act.dataset.act]) return void acts[act.dataset.act](act);
    const link = event.target.closest("a[href^='#d']");
    if (link) {
      const target = document.getElementById(link.getAttribute("href").slice(1));
      if (target?.matches("[role=treeitem]")) { event.preventDefault(); reveal(target).focus(); target.scrollIntoView({ block: "center" }); }
      return;
    }
    if (event.target.closest("button, input, a, summary")) return;
    const row = event.target.closest(".row");
    if (row) {
      const treeitem = row.parentElement;
      const mark = event.clientX - row.getBoundingClientRect().left < FOLD;
      if (treeitem.ariaExpanded !== null && mark) treeitem.ariaExpanded = String(treeitem.ariaExpanded !== "true");
      treeitem.focus({ preventScroll: true });
    }
  });

  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.dataset.mark) document.body.classList.toggle(`no-${box.dataset.mark}`, !box.checked);
    if (box.name === "level") for (const panel of document.querySelectorAll("[data-level]")) panel.hidden = panel.dataset.level !== box.value;
    if (box.id === "tags") document.body.classList.toggle("tagged", box.checked);
    if (box.id === "only-failing") {
      for (const node of document.querySelectorAll(".doc:not(.bad), nav li:not(.bad)")) node.hidden = box.checked;
    }
  });

  function start(within = document) {
    for (const group of within.querySelectorAll(".text, [role=tree]")) {
      const all = group.querySelectorAll("mark, [role=treeitem]");
      for (const node of all) {
        node.tabIndex = -1;
        if (node.matches("mark")) continue;
        rowOf(node).id = `${node.id}n`;
        node.setAttribute("aria-labelledby", rowOf(node).id);
      }
      if (all[0]) all[0].tabIndex = 0;
    }
    name(within);
  }
  window.tongbao = { start, say, speak, doc, rowOf, rowText, light, marksOf, dim, show, tell, hideTip, narrow };
  start();
  const theme = recall("tongbao-theme");
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  const lang = recall("tongbao-lang");
  if (lang && words[lang] && lang !== root.lang) speak(lang);
})();
