/* The live diagram. Python formats, this places: `svg` and `panel` come once per structure with open places
 * (data-slot, data-mark), `texts` comes on every tick, and only what changed is written, only while in view. */

function parse(text, type) {
  const root = new DOMParser().parseFromString(text, type);
  return type === "text/html" ? [...root.body.childNodes] : [root.documentElement];
}

function element(tag, className, attributes = {}) {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

const PIXELS = 4 / 3; // in a point: the drawing's own width is given in points
const READABLE = 0.68; // of that width, and the text of the nodes is 11 pixels high
const LEAST = 0.56; // and here 9 pixels: a narrower page scrolls the picture sideways

class View {
  constructor(model, el) {
    this.model = model;
    this.el = el;
    this.picture = element("div", "gv-picture");
    this.error = element("pre", "gv-error", { role: "alert" });
    this.caption = element("p", "gv-caption", { "aria-live": "polite" });
    this.panel = element("div", "gv-panel");
    el.classList.add("gv-root");
    const stage = element("div", "gv-stage");
    stage.append(this.picture, this.error);
    el.append(stage, this.caption, this.panel);
    this.visible = true;
    this.watcher = new IntersectionObserver((entries) => {
      this.visible = entries[entries.length - 1].isIntersecting;
      if (this.visible) this.write();
      this.nameSliders();
    });
    this.watcher.observe(el);
  }

  /* ipywidgets gives the handles of its sliders no name: a screen reader would say "slider, 3" and not which. */
  nameSliders() {
    for (const slider of this.el.closest(".gv-explore")?.querySelectorAll(".widget-slider") ?? [])
      slider.querySelector(".noUi-handle")?.setAttribute("aria-label", slider.querySelector(".widget-label").textContent);
  }

  /* A new structure: put the drawing and the panel in, and remember where their open places are. */
  build() {
    const svg = this.model.get("svg");
    this.picture.replaceChildren(...(svg ? parse(svg, "image/svg+xml") : [element("pre", "gv-twin")]));
    for (const part of this.picture.querySelectorAll("[id]")) part.removeAttribute("id"); // two figures on a page have the same
    this.panel.replaceChildren(...parse(this.model.get("panel"), "text/html"));
    this.fit();
    this.shown = [];
    this.places = [];
    for (const place of [...this.picture.querySelectorAll("[data-slot]"), ...this.panel.querySelectorAll("[data-slot]")])
      (this.places[place.dataset.slot] ??= []).push((text) => (place.textContent = text));
    for (const place of this.picture.querySelectorAll("[data-mark]"))
      (this.places[place.dataset.mark] ??= []).push((text) => (place.dataset.state = text));
    this.write();
  }

  /* Ask for the width at which the drawing can be read: where that is not left, the controls go above it. */
  fit() {
    const svg = this.picture.querySelector("svg");
    const width = svg ? parseFloat(svg.getAttribute("width")) * PIXELS : 0;
    this.el.style.setProperty("--gv-basis", `${Math.round(Math.max(480, width * READABLE))}px`);
    if (svg) svg.style.minWidth = `${Math.round(width * LEAST)}px`;
  }

  /* New texts: write those that differ from what is shown. */
  write() {
    const texts = this.model.get("texts").split("\n");
    this.put(this.caption, texts[texts.length - 1]); // is read aloud, in view or not
    if (!this.visible) return;
    texts.forEach((text, k) => {
      if (this.shown[k] === text) return;
      this.shown[k] = text;
      for (const put of this.places[k] ?? []) put(text);
    });
    const say = (word) => (typeof word === "string" ? word : texts[word].replace("—", "not computed"));
    this.put(this.picture.querySelector("desc"), this.model.get("words").map(say).join("").trim());
    this.put(this.picture.querySelector(".gv-twin"), this.model.get("twin"));
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
    model.on("change:texts change:words change:twin", write);
    model.on("change:error", fail);
    build();
    fail();
    return () => {
      view.watcher.disconnect();
      model.off("change:svg change:panel", build);
      model.off("change:texts change:words change:twin", write);
      model.off("change:error", fail);
    };
  },
};
