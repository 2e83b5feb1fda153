"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const { say, start } = window.tongbao;
  const language = () => (document.documentElement.lang === "en" ? "en" : "zh");
  let current = null;   // the document shown
  let history = [];     // its earlier versions
  let items = [];       // all documents of the list: { document, history }
  let turn = 0;         // the latest request; answers to earlier ones are dropped

  async function post(path, body) {
    let answer;
    try {
      answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    } catch {
      throw new Error(say("form.unreachable"));
    }
    if (answer.ok) return answer;
    const said = await answer.json().catch(() => ({}));
    throw new Error(said.error || `${answer.status} ${answer.statusText}`);
  }
  function tell(box, error) {
    box.textContent = error ? error.message : "";
    box.hidden = !error;
  }

  // From a bulletin to its view.
  async function extract() {
    const mine = ++turn;
    const text = find("bulletin").value;
    if (!text.trim()) return void find("bulletin").focus();
    const row = { text };
    for (const name of ["published", "region", "title"]) if (find(name).value.trim()) row[name] = find(name).value.trim();
    find("extract").disabled = true;
    try {
      const found = await (await post("extract", row)).json();
      if (mine !== turn) return;
      await open(add(found));
      find("result").focus({ preventScroll: true });
      find("result").scrollIntoView({ block: "start" });
      tell(find("problem"));
    } catch (error) {
      if (mine === turn) tell(find("problem"), error);
    } finally {
      find("extract").disabled = false;
    }
  }
  async function show(found) {
    const shown = { document: found, language: language() };
    const { html } = await (await post("view", shown)).json();
    current = found;
    const item = items.find((each) => each.history === history);
    if (item) item.document = found;
    list();
    find("view").innerHTML = html;  // rendered by our own server, which escapes it; the policy runs no script in it
    find("result").hidden = false;
    find("undo").hidden = !history.length;
    find("said").textContent = "";
    start(find("view"));
    find("charts").textContent = "";
    post("charts", shown).then((answer) => answer.json()).then((drawn) => {
      if (current === found) find("charts").innerHTML = drawn.html;
    }).catch(() => { /* the page does without them */ });
  }

  find("paste").addEventListener("submit", (event) => { event.preventDefault(); extract(); });
  find("bulletin").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); extract(); }
  });
  find("try").addEventListener("click", () => {
    const sample = JSON.parse(find("sample").textContent);
    find("bulletin").value = sample.text;
    for (const name of ["published", "region", "title"]) find(name).value = sample[name];
    extract();
  });

  // The list of documents.
  function add(found) {
    items.push({ document: found, history: [] });
    return items.at(-1);
  }
  async function open(item) {
    history = item.history;
    await show(item.document);
  }
  function element(tag, name, text) {
    const node = document.createElement(tag);
    if (name) node.className = name;
    if (text !== undefined) node.textContent = text;
    return node;
  }
  const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
  const safe = (text) => text.replace(hidden, (character) => `[U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}]`);
  function list() {
    find("list").hidden = items.length < 2;
    find("several").textContent = items.length;
    find("documents").replaceChildren(...items.map((item) => {
      const { document: found } = item;
      const failing = (found.checks || []).filter((check) => !check.ok).length;
      const entry = element("li", item.history === history ? "here" : "");
      const button = element("button", "open");
      const name = element("span", "", safe(found.title || found.id || "—"));
      name.lang = "zh-Hans";
      button.type = "button";
      if (item.history === history) button.setAttribute("aria-current", "true");
      button.append(name, element("small", "", `${safe(found.published ? `${found.published} · ` : "")}${(found.records || []).length} ${say("total.records")}`));
      if (failing) button.append(element("b", "fail", `✗ ${failing}`));
      button.addEventListener("click", () => open(item).catch((error) => tell(find("problem"), error)));
      const drop = element("button", "drop", "×");
      drop.type = "button";
      drop.setAttribute("aria-label", `${say("form.drop")} ${safe(found.title || found.id || "")}`);
      drop.addEventListener("click", () => {
        items = items.filter((each) => each !== item);
        if (item.history === history) open(items[0]); else list();
      });
      entry.append(button, drop);
      return entry;
    }));
  }
  document.addEventListener("tongbao:spoken", list);

  // Files: chosen or dropped anywhere.
  const base64 = (file) => new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
  async function take(files) {
    const mine = ++turn;
    const problems = [];
    let first = null;
    for (const [number, file] of files.entries()) {
      find("reading").textContent = `${say("form.reading")} ${number + 1} / ${files.length}`;
      try {
        const sent = { name: file.name, data: await base64(file) };
        for (const name of ["published", "region"]) if (find(name).value.trim()) sent[name] = find(name).value.trim();
        const found = await (await post("files", sent)).json();
        if (mine !== turn) return;
        for (const each of found.documents) {
          const item = add(each);
          first = first ?? item;
        }
        problems.push(...found.problems);
      } catch (error) {
        problems.push(error.message.includes(file.name) ? error.message : `${file.name}: ${error.message}`);
      }
    }
    find("reading").textContent = "";
    find("left").replaceChildren(...problems.map((line) => element("li", "", safe(line))));
    find("left").hidden = !problems.length;
    if (first) await open(first);
    list();
  }
  find("file").addEventListener("change", async (event) => { await take([...event.target.files]); event.target.value = ""; });
  for (const kind of ["dragenter", "dragover"]) document.addEventListener(kind, (event) => { event.preventDefault(); find("paste").classList.add("over"); });
  for (const kind of ["dragleave", "drop"]) document.addEventListener(kind, () => find("paste").classList.remove("over"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    const text = event.dataTransfer.getData("text/plain");
    if (event.dataTransfer.files.length) take([...event.dataTransfer.files]);
    else if (text) { find("bulletin").value = text; extract(); }
  });

  // Correcting a record.
  const editor = find("editor");
  const form = editor.querySelector("form");
  let editing = null;
  const at = (record, name) => name.split(".").reduce((value, key) => value?.[key], record);
  function edit(index) {
    editing = index;
    const record = current.records[index];
    const parents = form.elements.parent;
    parents.textContent = "";
    parents.append(new Option("—", ""));
    current.records.forEach((other, i) => { if (i !== index) parents.append(new Option(`${i}: ${other.text} ${other.place?.text ?? ""}`, String(i))); });
    for (const field of form.elements) if (field.name) field.value = at(record, field.name) ?? "";
    form.elements.count.required = record.count !== null;  // a percentage counts nobody
    find("edited").textContent = record.text;
    tell(find("wrong"));
    editor.showModal();
    form.elements.count.focus();
  }
  function edited() {
    const record = { ...current.records[editing] };
    const nested = new Set();
    for (const field of form.elements) {
      if (!field.name) continue;
      const value = field.value.trim();
      const [outer, inner] = field.name.split(".");
      const meant = value === "" ? null : "number" in field.dataset ? Number(value) : value;
      if (inner) record[outer] = { ...record[outer], [inner]: meant }; else record[outer] = meant;
      if (inner) nested.add(outer);
    }
    if (record.parent === null) record.relation = null;
    if (record.count !== null) record.value = record.count;
    for (const name of nested) if (!Object.values(record[name]).some((value) => value !== null)) record[name] = null;
    if (record.evidence) record.evidence = untouched(current.records[editing], record);
    const records = current.records.slice();
    records[editing] = record;
    return { ...current, records };
  }
  function untouched(before, after) {  // a value that was corrected is the annotator's: no words of the text gave it
    const same = (field) => JSON.stringify(plain(before[field])) === JSON.stringify(plain(after[field]));
    const holds = ([field, told]) => same(field) && (told?.via !== "total" || same("parent"));
    return Object.fromEntries(Object.entries(after.evidence).filter(holds));
  }
  const plain = (value) => value && typeof value === "object" ? Object.entries(value).filter(([, inner]) => inner !== null).sort() : value ?? null;
  async function revise(body) {
    try {
      const found = await (await post("revise", body)).json();
      history.push(current);
      await show(found);
      editor.close();
      focusOn(Math.min(editing, found.records.length - 1));
    } catch (error) {
      tell(find("wrong"), error);
    }
  }
  function focusOn(index) { find(`d0r${index}`)?.focus(); }
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "cancel") return;
    event.preventDefault();
    if (!form.elements.count.checkValidity()) return tell(find("wrong"), new Error(say("edit.count")));
    revise({ document: edited() });
  });
  find("remove").addEventListener("click", () => revise({ document: current, remove: editing }));
  find("undo").addEventListener("click", () => { if (history.length) show(history.pop()); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-edit]");
    if (button) edit(Number(button.dataset.edit));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "e" && !event.ctrlKey && !event.metaKey && !event.altKey && event.target.matches?.("#view [role=treeitem]")) {
      event.preventDefault();
      edit(Number(event.target.dataset.r));
    }
  });

  // Taking it along.
  function save(content, type, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
  const named = (suffix) => `${items.length === 1 ? current.id.replace(/[^\p{L}\p{N}._-]+/gu, "_") : "tongbao"}.${suffix}`;
  const shorter = ({ evidence, ...rest }) => rest;  // the tables do without; a request holds more documents so
  const bare = (found) => ({ ...found, ...Object.fromEntries(["records", "entities", "statements"].filter((name) => found[name]).map((name) => [name, found[name].map(shorter)])) });
  find("download").addEventListener("click", async () => {
    try {
      const lines = [];
      for (const item of items) lines.push(`${JSON.stringify(await (await post("revise", { document: item.document })).json())}\n`);
      save(lines.join(""), "application/x-ndjson", named("jsonl"));
    } catch (error) {
      tell(find("problem"), error);
    }
  });
  for (const button of document.querySelectorAll("[data-take]")) button.addEventListener("click", async () => {
    try {
      const format = button.dataset.take;
      const documents = items.map((item) => format === "html" ? item.document : bare(item.document));
      const answer = await post("tables", { documents, format, language: language() });
      save(await answer.blob(), answer.headers.get("content-type"), named(format));
      tell(find("problem"));
    } catch (error) {
      tell(find("problem"), error);
    }
  });
  find("store")?.addEventListener("click", async () => {
    try {
      const { name } = await (await post("annotations", { document: current })).json();
      find("said").textContent = say("edit.stored").replace("{}", name);
    } catch (error) {
      tell(find("problem"), error);
    }
  });
})();
