// The text twin of a plot: gives the drawing beside it a name and a role, and holds the table that opens.

function render({ model, el }) {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  const table = document.createElement("div");
  details.append(summary, table);
  el.classList.add("gv-plot-twin");
  const note = document.createElement("p");
  el.append(note, details);
  // What is folded away is not written: a tick costs a closed table nothing.
  const fill = () => { if (details.open) table.innerHTML = model.get("table"); };
  const name = () => {
    const drawing = el.closest(".gv-plot")?.querySelector(".gv-plot-drawing");
    drawing?.setAttribute("role", "img");
    drawing?.setAttribute("aria-label", model.get("label"));
  };
  const say = () => {
    summary.textContent = model.get("summary");
    note.textContent = model.get("alone");
    note.hidden = !model.get("alone");
    if (model.get("alone")) details.open = true;
    fill();
  };
  details.addEventListener("toggle", fill);
  model.on("change:table", fill);
  model.on("change:label", name);
  model.on("change:summary change:alone", say);
  say();
  // The drawing is near only when this element has been put into the page.
  const arrived = new IntersectionObserver(name);
  arrived.observe(el);
  return () => arrived.disconnect();
}

export default { render };
