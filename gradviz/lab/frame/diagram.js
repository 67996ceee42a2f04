/* The live diagram. Python formats, this places: `svg` and `panel` come once per structure with open places
 * (data-slot, data-mark), `texts` comes on every tick, and only what changed is written, only while in view. */

function parse(text, type) {
  const root = new DOMParser().parseFromString(text, type);
  return type === "text/html" ? [...root.body.childNodes] : [root.documentElement];
}

const MOST_STOPS = 40; // with more nodes than this, Tab stops at the first alone

class View {
  constructor(model, el) {
    this.model = model;
    this.el = el;
    this.picture = element("div", "gv-picture");
    this.error = element("pre", "gv-error", { role: "alert" });
    this.caption = element("p", "gv-caption", { "aria-live": "polite" });
    this.panel = element("div", "gv-panel");
    this.tip = element("p", "gv-tip", { "aria-hidden": "true" });
    this.help = element("div", "gv-help", { role: "region", "aria-label": "help" });
    this.help.hidden = true;
    el.classList.add("gv-root");
    const stage = element("div", "gv-stage");
    stage.append(this.picture, this.error);
    this.frame = new Frame(this);
    this.room = new Room(this);
    el.append(this.help, this.room.more, stage, this.tip, this.caption, this.panel);
    this.listenToNodes();
    this.visible = true;
    this.watcher = new IntersectionObserver((entries) => {
      this.visible = entries[entries.length - 1].isIntersecting;
      if (this.visible) this.write();
      this.frame.attach();
    });
    this.watcher.observe(el);
  }

  /* A new structure: put the drawing and the panel in, and remember where their open places are. */
  build() {
    const focus = this.focused();
    const svg = this.model.get("svg");
    this.picture.replaceChildren(...(svg ? parse(svg, "image/svg+xml") : [element("pre", "gv-twin")]));
    for (const part of this.picture.querySelectorAll("[id]")) part.removeAttribute("id"); // two figures on a page have the same
    this.panel.replaceChildren(...parse(this.model.get("panel"), "text/html"));
    this.room.ask();
    this.shown = [];
    this.places = [];
    for (const place of [...this.picture.querySelectorAll("[data-slot]"), ...this.panel.querySelectorAll("[data-slot]")])
      (this.places[place.dataset.slot] ??= []).push(this.writer(place));
    for (const place of this.picture.querySelectorAll("[data-mark]"))
      (this.places[place.dataset.mark] ??= []).push((text) => {
        place.dataset.state = text;
        this.turned = true;
      });
    for (const place of this.panel.querySelectorAll("[data-mark]"))
      (this.places[place.dataset.mark] ??= []).push((text) => this.state(place, text));
    this.described = this.picture.querySelector("desc");
    this.twin = this.picture.querySelector(".gv-twin");
    this.reach();
    this.mark();
    this.write();
    focus.map((place) => this.el.querySelector(place)).find(Boolean)?.focus({ preventScroll: true });
  }

  /* Where the focus is in what is about to be replaced, so that the keys still reach the figure afterwards. */
  focused() {
    const place = document.activeElement;
    const node = this.picture.contains(place) && place.closest("g.node[data-node]");
    if (node) return [`g.node[data-node="${node.dataset.node}"]`, "g.node[data-node]"];
    const act = this.panel.contains(place) && place.closest("[data-do]");
    const same = (name) => `[data-${name}="${CSS.escape(act.dataset[name] ?? "")}"]`;
    return act ? [`.gv-panel ${same("do")}${same("value")}`] : [];
  }

  /* To write the text node itself takes a third of the time of textContent. */
  writer(place) {
    const node = new Text();
    place.replaceChildren(node);
    return (text) => (node.data = text);
  }

  /* In the panel the current row is told to screen readers too, and kept in sight. */
  state(place, text) {
    place.dataset.state = text;
    const current = text.split(" ").includes("current");
    if (current) place.setAttribute("aria-current", "step");
    else place.removeAttribute("aria-current");
    if (!current) return;
    const list = place.closest(".gv-scroll");
    if (list) list.scrollTop = place.offsetTop - list.offsetTop - list.clientHeight / 2;
  }

  /* Nodes take the focus in tape order; what they are called is the text in them. Of very many only the first is a
   * stop for Tab, and Up and Down go on from there. */
  reach() {
    const nodes = [...this.picture.querySelectorAll("g.node[data-node]")].sort((a, b) => a.dataset.node - b.dataset.node);
    this.nodes = nodes;
    if (!nodes.length) return;
    const svg = this.picture.querySelector("svg");
    svg.setAttribute("role", "group"); // an image may hold nothing that takes the focus
    svg.setAttribute("aria-label", svg.querySelector("title")?.textContent ?? "");
    svg.querySelector("title")?.remove(); // a tooltip over everything
    for (const [k, node] of nodes.entries()) {
      node.setAttribute("role", "button");
      node.setAttribute("tabindex", k === 0 || nodes.length <= MOST_STOPS ? "0" : "-1");
      node.setAttribute("aria-pressed", "false");
      node.parentNode.append(node); // Tab follows the order in the drawing
    }
  }

  listenToNodes() {
    const node = (event) => event.target.closest?.("g.node[data-node]");
    this.picture.addEventListener("click", (event) => node(event) && this.pick(Number(node(event).dataset.node)));
    for (const type of ["pointerover", "focusin"])
      this.picture.addEventListener(type, (event) => this.hint(node(event)));
    for (const type of ["pointerleave", "focusout"])
      this.picture.addEventListener(type, () => this.hint(document.activeElement?.closest?.("g.node[data-node]")));
    this.panel.addEventListener("click", (event) => {
      const row = event.target.closest("[data-node]");
      if (row && !event.target.closest("[data-do]")) this.pick(Number(row.dataset.node));
    });
  }

  /* Hover and focus show the same: the whole sentence of a node. */
  hint(node) {
    this.hinted = node && this.picture.contains(node) ? Number(node.dataset.node) : this.model.get("picked");
    this.tell();
  }

  tell() {
    const node = this.hinted ?? -1;
    this.put(this.tip, node >= 0 ? this.sentence(node + 1) : "");
  }

  sentence(k) {
    return this.spoken(this.model.get("words")[k] ?? [], this.model.get("texts").split("\n"));
  }

  /* Words of the description, with texts in the places of their numbers; what is not there yet is said to be so. Only
     the note, which comes first of all, may be missing. */
  spoken(words, texts) {
    const lacking = this.model.get("lacking");
    const said = (text) => text.replace("—", lacking).replace(/^(→ |×)/, "") || lacking;
    const first = (note) => (note ? `${note}.` : "");
    return words.map((word, k) => (typeof word === "string" ? word : (k ? said : first)(texts[word]))).join("").trim();
  }

  pick(node) {
    if (node === this.model.get("picked")) return node < 0 ? undefined : this.model.send({ do: "again", value: String(node) });
    this.model.set("picked", node);
    this.model.save_changes();
  }

  /* What is selected is marked wherever it stands: picture, table, list. */
  mark() {
    const picked = String(this.model.get("picked"));
    for (const place of this.el.querySelectorAll("[data-node]")) {
      place.toggleAttribute("data-picked", place.dataset.node === picked);
      if (place.hasAttribute("aria-pressed")) place.setAttribute("aria-pressed", String(place.dataset.node === picked));
    }
    this.hinted = this.model.get("picked");
    this.tell();
  }

  nodeKey(event) {
    const node = event.target.closest("g.node[data-node]");
    if (!node) return false;
    const k = this.nodes.indexOf(node);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter") this.pick(Number(node.dataset.node));
    else if (step) this.nodes[k + step]?.focus();
    else return false;
    return true;
  }

  toggleHelp(hidden = !this.help.hidden) {
    this.help.replaceChildren(...parse(this.model.get("help"), "text/html"));
    this.help.hidden = hidden;
  }

  /* After a click the page may write to the clipboard; where it may not, the line stands there to be copied by hand. */
  copy() {
    const text = this.model.get("copied");
    if (text) navigator.clipboard?.writeText(text).catch(() => {});
  }

  /* A picture that is wider than its place goes to where something was lit, if that is out of sight. */
  follow() {
    this.turned = false;
    const [lit] = [...this.picture.querySelectorAll('[data-state~="lit"], [data-state~="active"]')]
      .map((each) => each.getBoundingClientRect())
      .sort((a, b) => a.left - b.left);
    const place = this.picture.getBoundingClientRect();
    if (lit && (lit.left < place.left || lit.right > place.right))
      this.picture.scrollLeft += (lit.left + lit.right - place.left - place.right) / 2;
  }

  /* New texts: write those that differ from what is shown. */
  write() {
    const texts = this.model.get("texts").split("\n");
    this.put(this.caption, texts[texts.length - 1]); // is read aloud, in view or not
    if (!this.visible) return;
    texts.forEach((text, k) => {
      if (text !== this.shown[k]) for (const put of this.places[k] ?? []) put(text);
    });
    this.shown = texts;
    if (this.turned) this.follow();
    this.put(this.described, this.spoken(this.model.get("words").flat(), texts));
    this.tell();
    this.put(this.twin, this.model.get("twin"));
  }

  put(place, text) {
    if (place && place.textContent !== text) place.textContent = text;
  }

  /* A message in the picture's place; the last good picture stays behind it, dimmed. */
  fail() {
    const message = this.model.get("error");
    this.error.textContent = message;
    this.error.hidden = !message;
    this.picture.classList.toggle("gv-old", Boolean(message));
    this.panel.classList.toggle("gv-old", Boolean(message));
    this.caption.hidden = Boolean(message);
  }
}

export default {
  render({ model, el }) {
    const view = new View(model, el);
    const build = () => view.build();
    const write = () => view.write();
    const fail = () => view.fail();
    model.on("change:svg change:panel", build);
    model.on("change:texts change:words change:twin change:lacking", write);
    model.on("change:error", fail);
    const mark = () => view.mark();
    const copy = () => view.copy();
    const help = () => view.toggleHelp(view.help.hidden);
    model.on("change:help", help);
    model.on("change:picked", mark);
    model.on("change:copied", copy);
    build();
    fail();
    return () => {
      view.watcher.disconnect();
      view.frame.detach();
      view.room.watcher.disconnect();
      model.off("change:help", help);
      model.off("change:picked", mark);
      model.off("change:copied", copy);
      model.off("change:svg change:panel", build);
      model.off("change:texts change:words change:twin change:lacking", write);
      model.off("change:error", fail);
    };
  },
};
