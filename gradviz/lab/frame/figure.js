/* What the page does for a whole figure, whatever it shows: tools, keys, projector, theme, zoom, the working mark.
 * The head, the controls and the picture are widgets of their own; this listens at the box that holds them. */

function element(tag, className, attributes = {}) {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

const THEMES = ["", "gv-theme-light", "gv-theme-dark", "gv-theme-contrast"];
const SLIDER_KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"];
const FIGURE_KEYS = ["ArrowLeft", "ArrowRight", "Home", "End", " ", "Escape"];
const PATIENCE = 400; // milliseconds until a busy kernel is shown as working

const isField = (place) => place.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]");
const isSlider = (place) => place.closest(".noUi-handle");
const isButton = (place) => place.closest("button, summary, a, [role=tab], input");

class Frame {
  constructor(view) {
    this.view = view;
    this.zoom = 1;
    this.theme = 0;
    this.listening = [];
  }

  /* The figure's box is there once the picture is on the page. */
  attach() {
    const root = this.view.el.closest(".gv-figure");
    if (!root || this.root) return;
    this.root = root;
    root.dataset.still = this.view.model.get("still");
    root.tabIndex = -1; // a click anywhere in the figure brings the keys here
    this.name(root);
    this.naming = new MutationObserver((changes) => {
      const named = (added) => added.querySelector?.(".noUi-handle, button[title], [title=null]");
      const told = ({ type, attributeName, target }) =>
        type === "attributes" && (attributeName === "title" || target.matches(".widget-toggle-button"));
      if (changes.some((change) => told(change) || [...change.addedNodes].some(named))) this.name(root);
      this.still();
    });
    // Controls may come later, and what a button does may change, as Play and Pause.
    this.naming.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["title", "class"] });
    this.listen(root, "click", (event) => this.click(event));
    this.listen(root, "keydown", (event) => this.key(event));
    this.listen(root, "click", (event) => isButton(event.target) && this.tellFields(), true);
    this.listen(root, "keydown", (event) => event.key === "Enter" && this.tellFields(), true);
    for (const type of ["pointerdown", "keydown"]) this.listen(root, type, (event) => this.tellHand(event), true);
    this.listen(root, "pointerdown", () => this.touch());
    this.listen(root, "input", () => this.touch());
    this.listen(window, "keydown", (event) => this.shield(event), true);
    this.listen(document, "fullscreenchange", () => {
      if (document.fullscreenElement !== root) root.classList.remove("gv-projector");
    });
    this.watchKernel();
    this.view.room.watcher.observe(root);
    this.still();
  }

  /* Without a kernel nothing that only Python can answer takes the keys or the focus; what is read stays to be read. */
  still() {
    const { root } = this, still = root.classList.contains("jupyter-widgets-disconnected");
    if (!still && !this.stood) return;
    this.stood = still;
    for (const act of root.querySelectorAll(".gv-panel [data-do]")) {
      if (act.disabled === still) continue;
      act.disabled = still;
      act.dataset.tip ??= act.title;
      act.title = still ? root.dataset.still : act.dataset.tip;
    }
    const controls = ":scope > .gv-body > .widget-vbox:not(.gv-right, .gv-curves) > :not(.widget-html)";
    for (const control of root.querySelectorAll(controls)) {
      if (control.inert !== still) control.inert = still;
    }
  }

  listen(target, type, handler, capture = false) {
    target.addEventListener(type, handler, capture);
    this.listening.push(() => target.removeEventListener(type, handler, capture));
  }

  detach() {
    for (const stop of this.listening) stop();
    clearTimeout(this.waiting);
    this.naming?.disconnect();
  }

  /* ipywidgets gives the handles of its sliders no name: a screen reader would say "slider, 3" and not which. Nor is an
   * icon alone a name: what the tooltip says is. And where there is no tooltip, it writes "null" as one. */
  name(root) {
    for (const place of root.querySelectorAll("[title=null]")) place.removeAttribute("title");
    for (const slider of root.querySelectorAll(".widget-slider"))
      slider.querySelector(".noUi-handle")?.setAttribute("aria-label", slider.querySelector(".widget-label").textContent);
    for (const button of root.querySelectorAll(".jupyter-button[title]"))
      if (!button.textContent.trim()) button.setAttribute("aria-label", button.title);
    for (const button of root.querySelectorAll(".widget-toggle-button"))
      button.setAttribute("aria-pressed", String(button.classList.contains("mod-active")));
  }

  /* JupyterLab listens for letters before we do ("b" is a new cell): our own keys are not for it. */
  shield(event) {
    const target = event.target instanceof Element ? event.target : document.body;
    if (!this.root.contains(target)) return;
    const ours = !event.ctrlKey && !event.metaKey && !event.altKey && !(event.shiftKey && event.key === "Enter");
    target.toggleAttribute("data-lm-suppress-shortcuts", ours); // on the very place: its selectors say :focus
  }

  /* What stands in the fields, told before the click or the Enter that it is meant for: see fields.py. */
  tellFields() {
    const fields = {};
    for (const field of this.root.querySelectorAll("[class*=gv-field-]")) {
      const place = field.querySelector("input, textarea, select");
      const radios = [...field.querySelectorAll("input[type=radio]")];
      const name = [...field.classList].find((name) => name.startsWith("gv-field-"));
      if (radios.length) fields[name] = radios.findIndex((radio) => radio.checked);
      else if (place?.matches("select")) fields[name] = place.selectedIndex;
      else if (place) fields[name] = place.type === "checkbox" ? place.checked : place.value;
    }
    if (Object.keys(fields).length) this.view.model.send({ fields });
  }

  /* The hand comes to a slider that else follows a number: told before the number that it chooses. */
  tellHand(event) {
    if (event.target.closest?.(".gv-follower")) this.view.model.send({ hand: true });
  }

  click(event) {
    const tool = event.target.closest("[data-tool]");
    const act = event.target.closest("[data-do]");
    if (tool) this.use(tool.dataset.tool);
    else if (act) this.view.model.send({ do: act.dataset.do, value: act.dataset.value ?? "" });
  }

  key(event) {
    const key = event.key;
    this.touch();
    if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
    if (isSlider(event.target) && SLIDER_KEYS.includes(key)) return;
    if (isButton(event.target) && (key === " " || key === "Enter")) return;
    if (event.target.closest("[role=tablist]") && key.startsWith("Arrow")) return;
    if (this.view.nodeKey(event)) return event.preventDefault();
    const tool = { p: "projector", P: "projector", "?": "help", "+": "larger", "=": "larger", "-": "smaller" }[key];
    if (tool) return this.use(tool);
    if (key === "Escape") this.view.pick(-1);
    if (FIGURE_KEYS.includes(key)) event.preventDefault();
    if (key.length === 1 || FIGURE_KEYS.includes(key)) this.view.model.send({ key: key.length === 1 ? key.toLowerCase() : key });
  }

  use(tool) {
    if (tool === "projector") this.project();
    else if (tool === "help") this.view.toggleHelp();
    else if (tool === "theme") this.paint(this.theme + 1);
    else if (tool === "whole") this.view.room.show(!this.view.room.all);
    else if (tool === "smaller" && this.zoom === 1) this.view.room.show(true);
    else if (this.view.room.all) this.view.room.show(false);
    else this.enlarge(this.zoom * (tool === "larger" ? 1.25 : 0.8));
  }

  paint(number) {
    this.theme = number % THEMES.length;
    this.root.classList.remove(...THEMES.filter(Boolean));
    if (THEMES[this.theme]) this.root.classList.add(THEMES[this.theme]);
  }

  project() {
    const on = this.root.classList.toggle("gv-projector");
    if (on) this.root.requestFullscreen?.().catch(() => {}); // a page in a frame may not: the large type is there anyway
    else if (document.fullscreenElement === this.root) document.exitFullscreen();
  }

  /* Larger than the page is wide: the picture scrolls inside its own place, with keys, wheel or finger. */
  enlarge(zoom) {
    this.zoom = Math.min(6, Math.max(1, zoom));
    if (this.zoom < 1.1) this.zoom = 1;
    this.view.el.style.setProperty("--gv-zoom", this.zoom);
    this.view.picture.classList.toggle("gv-zoomed", this.zoom > 1);
    this.view.room.fit();
  }

  touch() {
    this.touched = performance.now();
  }

  /* The old picture stays, dimmed and with a mark, while a kernel works on what was done here. */
  watchKernel() {
    const kernel = this.view.model.widget_manager?.kernel;
    if (!kernel?.statusChanged) return;
    const seen = (_, status) => {
      clearTimeout(this.waiting);
      if (status === "busy" && performance.now() - (this.touched ?? -1e9) < 5000)
        this.waiting = setTimeout(() => this.work(true), PATIENCE);
      else if (status !== "busy") this.work(false);
    };
    kernel.statusChanged.connect(seen);
    this.listening.push(() => kernel.statusChanged.disconnect(seen));
  }

  work(on) {
    this.view.el.classList.toggle("gv-working", on);
  }
}
