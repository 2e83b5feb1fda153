"use strict";
// A page of many documents: shelf.py packed them, here they are listed, searched and unpacked, a screenful at a time.
(() => {
  const { start, say, speak } = window.tongbao;
  const holder = document.getElementById("index");
  if (!holder) return;
  const PAGE = 20;
  const index = JSON.parse(holder.textContent);  // [name, day, failing, pack, place]
  const nav = document.querySelector("nav ol");
  const shelf = document.querySelector(".articles");
  const search = document.getElementById("search");
  const told = document.getElementById("found");
  const packs = new Map();
  let chosen = index.map((_, number) => number);
  let page = 0;
  let shown = 0;
  let searched = 0;  // what an older search or page unpacked is not shown

  function unpack(number) {
    if (!packs.has(number)) packs.set(number, read(document.getElementById(`pack${number}`).textContent));
    if (packs.size > 12) packs.delete(packs.keys().next().value);
    return packs.get(number);
  }
  async function read(text) {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return JSON.parse(await new Response(stream).text());
  }
  function element(tag, name, text) {
    const node = document.createElement(tag);
    if (name) node.className = name;
    if (text !== undefined) node.textContent = text;
    return node;
  }
  // Characters that hide or reorder text are shown as they are in the rest of the page.
  const safe = (text) => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    (character) => `[U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}]`);

  function entry(number) {
    const [name, day, failing] = index[number];
    const item = element("li", failing ? "bad" : "");
    const link = element("a");
    link.href = `#d${number}`;
    const title = element("span", "", safe(name));
    title.lang = "zh-Hans";
    const small = element("small", "", `${safe(day)} `);
    if (failing) small.append(element("b", "fail", `✗ ${failing}`));
    link.append(title, small);
    item.append(link);
    return item;
  }
  async function article(number) {
    const [name, , , pack, place] = index[number];
    if (pack < 0) {
      const stub = element("article", "doc");
      stub.id = `d${number}`;
      stub.tabIndex = -1;
      stub.append(element("h3", "", safe(name)), element("p", "calm", say("page.not_held")));
      return stub;
    }
    const template = document.createElement("template");
    template.innerHTML = (await unpack(pack))[place];  // escaped where the page was made
    return template.content;
  }
  async function show(wanted, focus) {
    const last = Math.max(0, Math.ceil(chosen.length / PAGE) - 1);
    page = Math.min(Math.max(0, wanted), last);
    const mine = ++shown;
    const numbers = chosen.slice(page * PAGE, (page + 1) * PAGE);
    const articles = [];
    for (const number of numbers) articles.push(await article(number));
    if (mine !== shown) return;
    nav.replaceChildren(...numbers.map(entry));
    shelf.replaceChildren(...articles);
    start(shelf);
    speak(document.documentElement.lang);
    tell();
    for (const button of document.querySelectorAll("[data-turn]")) button.disabled = button.dataset.turn === "-1" ? page === 0 : page === last;
    if (focus) shelf.scrollIntoView({ block: "start" });
  }
  function tell(more = "") {
    const last = Math.max(1, Math.ceil(chosen.length / PAGE));
    told.textContent = `${chosen.length} ${say("page.found")} · ${say("page.page")} ${page + 1} / ${last} ${more}`;
  }

  // The words of a text, out of its markup: what stands between the tags of its element.
  const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&#34;").replaceAll("'", "&#39;").toLowerCase();
  function bare(markup) {
    const from = markup.indexOf('<div class="text"');
    return markup.slice(from, markup.indexOf("</div>", from)).replace(/<[^>]*>/g, "").toLowerCase();
  }
  async function find() {
    const mine = ++searched;
    const word = search.value.trim().toLowerCase();
    const only = document.getElementById("only-failing").checked;
    const wanted = index.map((_, number) => number).filter((number) => !only || index[number][2]);
    const found = new Set(wanted.filter((number) => `${index[number][0]} ${index[number][1]}`.toLowerCase().includes(word)));
    chosen = wanted.filter((number) => found.has(number));
    await show(0);
    if (found.size === wanted.length) return;
    const needle = escaped(word);
    for (const [pack, numbers] of grouped(wanted)) {
      if (pack < 0) continue;
      const markups = await read(document.getElementById(`pack${pack}`).textContent);
      if (mine !== searched) return;
      for (const number of numbers) if (!found.has(number) && bare(markups[index[number][4]]).includes(needle)) found.add(number);
      tell(say("page.searching"));
    }
    chosen = wanted.filter((number) => found.has(number));
    await show(0);
  }
  function grouped(numbers) {
    const found = new Map();
    for (const number of numbers) {
      const pack = index[number][3];
      if (!found.has(pack)) found.set(pack, []);
      found.get(pack).push(number);
    }
    return found;
  }
  let waiting;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(find, 250); });
  document.addEventListener("change", (event) => { if (event.target.id === "only-failing") find(); });
  document.addEventListener("click", async (event) => {
    const turn = event.target.closest("[data-turn]");
    if (turn) return void show(page + Number(turn.dataset.turn), true);
    const link = event.target.closest("a[href^='#d']");
    const target = link?.getAttribute("href").slice(1);
    if (!target || document.getElementById(target)) return;
    event.preventDefault();
    const number = Number(/^d(\d+)/.exec(target)[1]);
    if (!chosen.includes(number)) { search.value = ""; document.getElementById("only-failing").checked = false; chosen = index.map((_, each) => each); }
    await show(Math.floor(chosen.indexOf(number) / PAGE));
    const node = document.getElementById(target) || document.getElementById(`d${number}`);
    node.focus();
    node.scrollIntoView({ block: node.matches("article") ? "start" : "center" });
  });
  document.addEventListener("tongbao:spoken", () => tell());
  show(0);
})();
