"use strict";
// Which words gave a value: reads data-v (its form is told in report/evidence.py), finds the words in the text and lights them.
const evidence = (() => {
  const FOUND = "tongbao-words", AROUND = "tongbao-record";  // named in report.css
  const paper = window.CSS?.highlights && window.Highlight ? CSS.highlights : null;
  // A browser without highlights shows words and way in the list of fields and in the tooltip all the same.

  function read(node) {
    const told = { total: null, values: [] };
    for (const item of (node.dataset.v || "").split(" ").filter(Boolean)) {
      if (item[0] === "^") { told.total = item.slice(1); continue; }
      const [field, ...rest] = item.split(":");
      const offsets = /^(\d+)-(\d+)$/.exec(rest[0] || "");
      const via = (offsets ? rest[1] || "own" : rest[0]) || "total";
      told.values.push({ field, via, start: offsets && Number(offsets[1]), end: offsets && Number(offsets[2]) });
    }
    return told;
  }
  const totalOf = (node) => {
    const { total } = read(node);
    return total === null ? null : node.closest(".doc").querySelector(`[role=treeitem][data-r="${CSS.escape(total)}"]`);
  };
  function of(node) {  // words that a total passes on are written at the total alone
    return read(node).values.map((value) => {
      const seen = new Set();
      let from = value;
      for (let up = node; from?.via === "total" && from.start === null; ) {
        seen.add(up);
        up = totalOf(up);
        if (!up || seen.has(up)) break;
        from = read(up).values.find((other) => other.field === value.field);
      }
      return { ...value, start: from?.start ?? null, end: from?.end ?? null };
    });
  }

  // Offsets count characters of the text as it was given; a box that shows a hidden character stands for that one.
  const maps = new WeakMap();
  function pieces(text) {
    if (maps.has(text)) return maps.get(text);
    const found = [];
    let at = 0;
    (function walk(parent) {
      for (const node of parent.childNodes) {
        const box = node.nodeType === Node.ELEMENT_NODE && node.matches("i.ctl, i.cr");
        if (!box && node.nodeType !== Node.TEXT_NODE) { walk(node); continue; }
        const length = box ? 1 : [...node.data].length;
        found.push({ node, at, length, box });
        at += length;
      }
    })(text);
    maps.set(text, found);
    return found;
  }
  function edge(range, place, all, offset) {
    const piece = place === "Start"
      ? all.find(({ at, length }) => offset < at + length)
      : all.find(({ at, length }) => offset <= at + length);
    if (!piece) return false;
    if (piece.box) range[place === "Start" ? "setStartBefore" : "setEndAfter"](piece.node);
    else range[`set${place}`](piece.node, [...piece.node.data].slice(0, offset - piece.at).join("").length);
    return true;
  }
  function range(article, { start, end }) {
    const text = article.querySelector(".text");
    if (start === null || end === null || start >= end || !text) return null;
    const found = document.createRange();
    const all = pieces(text);
    return edge(found, "Start", all, start) && edge(found, "End", all, end) ? found : null;
  }

  function paint(name, article, values) {
    const ranges = values.map((value) => range(article, value)).filter(Boolean);
    if (!paper || !ranges.length) return;
    const painted = new Highlight(...ranges);
    painted.priority = name === FOUND ? 1 : 0;
    paper.set(name, painted);
  }
  function bring(article, value, bottom) {  // scroll the words into sight, above what covers the lower edge
    const box = range(article, value)?.getClientRects()[0];
    if (!box || (box.top >= 8 && box.bottom <= bottom - 8)) return;
    gliding = true;
    scrollBy({ top: box.top - bottom / 3 });
  }
  let gliding = false;  // the page moves under a pointer that rests: what comes to lie below it was not pointed at
  document.addEventListener("pointermove", (event) => { if (event.movementX || event.movementY) gliding = false; }, true);
  return {
    of,
    totalOf,
    words: (article, value) => String(range(article, value) ?? ""),
    point: (article, value) => paint(FOUND, article, [value]),
    outline: (article, values) => paint(AROUND, article, values),
    clear() { paper?.delete(FOUND); paper?.delete(AROUND); },
    bring,
    rests: (event) => gliding && event.pointerType === "mouse",
  };
})();
