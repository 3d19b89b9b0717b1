// Makes a stepper of the static picture and table around this script. Several on a page know nothing of each other:
// everything is looked up, and listened to, inside one root element.
(function () {
  "use strict";

  const PAUSE = 1400; // milliseconds between the steps when it plays
  const SCALE = 1.15; // pixels for a point of the picture
  const MARGIN = 8; // pixels around what is scrolled to
  const HEAD = 12; // points: the length of the head of an arrow that is turned round
  const HINT =
    "Red arrows: the gradient goes back, against the arrow of the computation. Pale: the pass has not come there.";
  const script = document.currentScript;
  const found = script ? [script.parentElement] : document.querySelectorAll(".minigrad-stepper");
  for (const root of found) {
    if (root && root.classList.contains("minigrad-stepper") && !root.stepperReady) {
      root.stepperReady = true;
      setUp(root);
    }
  }

  function setUp(root) {
    const data = JSON.parse(root.querySelector('script[type="application/json"]').textContent);
    const last = data.steps.length - 1;
    root.querySelectorAll(".bar, .now-text, .picture > svg").forEach((old) => old.remove()); // in a page that was saved
    const svg = drawPicture(root);
    const bar = make("div", { class: "bar", role: "toolbar", "aria-label": "Steps of the backward pass" });
    const first = button(bar, "First", () => go(0));
    const back = button(bar, "Back", () => go(now - 1));
    const play = button(bar, "Play", toggle);
    const forward = button(bar, "Forward", () => go(now + 1));
    const end = button(bar, "Last", () => go(last));
    play.classList.add("play");
    const slider = make("input", { type: "range", min: 0, max: last, step: 1, "aria-label": "Step" });
    const count = make("output", {});
    bar.append(slider, count);
    const text = make("div", { class: "now-text", "aria-live": "polite", "aria-atomic": "true" });
    const lines = Math.max(...data.steps.map((step) => step.lines.length));
    text.style.setProperty("--lines", Math.min(lines, 8));
    const stage = root.querySelector(".stage");
    root.insertBefore(bar, stage);
    stage.prepend(text);
    const rows = foldTable(root);
    let now = 0;
    let timer = null;

    slider.addEventListener("input", () => go(Number(slider.value)));
    root.addEventListener("keydown", onKey);
    show();

    function go(step) {
      stop();
      now = Math.max(0, Math.min(last, step));
      show();
    }

    function toggle() {
      if (timer !== null) {
        stop();
        return;
      }
      if (now === last) now = -1;
      play.textContent = "Pause";
      timer = setInterval(tick, PAUSE);
      tick();
    }

    function tick() {
      now += 1;
      show();
      if (now >= last || !root.isConnected) stop();
    }

    function stop() {
      if (timer !== null) clearInterval(timer);
      timer = null;
      play.textContent = "Play";
    }

    // Keys count only while the focus is inside. The page around, such as JupyterLab, does not see those used here.
    function onKey(event) {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const steps = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: last };
      if (event.key in steps) {
        event.preventDefault();
        event.stopPropagation();
        go(steps[event.key]);
      } else if ([" ", "Enter", "ArrowUp", "ArrowDown", "PageUp", "PageDown"].includes(event.key)) {
        event.stopPropagation(); // the browser's own use: press the button, move the slider, scroll the picture
      }
    }

    function show() {
      const page = data.steps[now];
      slider.value = now;
      slider.setAttribute("aria-valuetext", `step ${now} of ${last}: ${page.title}`);
      count.textContent = `step ${now} of ${last}`;
      for (const [control, off] of [[first, now === 0], [back, now === 0], [forward, now === last], [end, now === last]]) {
        control.setAttribute("aria-disabled", off); // not disabled: that would take the focus away
      }
      const title = make("strong", {}, `${now}. ${page.title}`);
      text.replaceChildren(title, ...page.lines.map((line) => make("div", {}, line)));
      rows.forEach((row, k) => row.classList.toggle("now", k === now));
      if (svg) paint(page);
    }

    function paint(page) {
      const done = data.steps.slice(0, now + 1);
      const ran = new Set(done.map((step) => step.box));
      const sent = new Set(done.flatMap((step) => step.edges));
      const filled = new Set(done.map((step) => step.bucket));
      const latest = now === last ? Object.keys(data.buckets) : filled;
      for (const step of data.steps) {
        mark(step.box, ran.has(step.box), step.box === page.box);
        step.edges.forEach((edge) => mark(edge, sent.has(edge), page.edges.includes(edge)));
        step.beside.forEach((id) => mark(id, ran.has(step.box), false));
      }
      for (const [bucket, lines] of Object.entries(data.buckets)) {
        const full = new Set(latest).has(bucket);
        mark(bucket, true, bucket === page.bucket);
        part(bucket)?.querySelectorAll("text").forEach((line, k) => (line.textContent = lines[full ? 1 : 0][k] ?? ""));
      }
      scrollTo(part(page.box), [...page.edges, page.bucket].map(part));
      const frame = svg.parentElement;
      const larger = frame.scrollHeight > frame.clientHeight + 1 || frame.scrollWidth > frame.clientWidth + 1;
      root.querySelector(".hint").textContent = HINT + (larger ? " The picture goes on: scroll it." : "");
    }

    function mark(id, done, current) {
      const group = part(id);
      group?.classList.toggle("todo", !done);
      group?.classList.toggle("now", current);
    }

    function part(id) {
      return svg.querySelector(`[id="${svg.dataset.prefix}${id}"]`);
    }

    // Moves only what is inside the frame of the picture, never the page: as little as shows the node that runs, and
    // what it sends if there is room.
    function scrollTo(node, others) {
      const frame = svg.parentElement;
      for (const group of [...others, node]) {
        if (!group) continue;
        const box = group.getBoundingClientRect();
        const outer = frame.getBoundingClientRect();
        frame.scrollLeft += distance(box.left, box.right, outer.left, outer.left + frame.clientWidth);
        frame.scrollTop += distance(box.top, box.bottom, outer.top, outer.top + frame.clientHeight);
      }
    }

    function distance(start, end, from, to) {
      if (start - MARGIN < from) return start - MARGIN - from;
      return Math.max(0, Math.min(end + MARGIN - to, start - MARGIN - from));
    }
  }

  // Puts the picture itself in the place of the static image, with ids that nothing else on the page has.
  function drawPicture(root) {
    const image = root.querySelector(".picture img");
    const bytes = Uint8Array.from(atob(image.src.split(",")[1]), (letter) => letter.charCodeAt(0));
    const parsed = new DOMParser().parseFromString(new TextDecoder().decode(bytes), "image/svg+xml");
    const svg = document.importNode(parsed.documentElement, true);
    if (svg.localName !== "svg") return null; // the image stays
    let copy = 0;
    const prefix = () => `stepper-${root.dataset.content}-${copy}-`;
    while (document.getElementById(`${prefix()}svg`)) copy += 1;
    svg.querySelectorAll("[id]").forEach((element) => (element.id = prefix() + element.id));
    svg.id = `${prefix()}svg`;
    svg.dataset.prefix = prefix();
    const [, , width, height] = svg.getAttribute("viewBox").split(" ");
    svg.style.cssText = `--width: ${width * SCALE}px; --shape: ${width / height};`;
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", image.alt.replace(" after the last step", ", as far as the pass has come"));
    image.hidden = true;
    image.style.display = "none";
    const frame = image.parentElement;
    frame.append(svg);
    frame.classList.add("live");
    frame.tabIndex = 0; // so that it can be scrolled by keyboard
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", "Picture of the graph");
    svg.querySelectorAll("g.node, g.edge").forEach((group) => group.classList.add("todo"));
    svg.querySelectorAll("g.edge").forEach(addTurned);
    return svg;
  }

  // Adds to an arrow the same one turned round: its head is where the arrow begins, its line goes on to the old tip.
  function addTurned(group) {
    const path = group.querySelector("path");
    const numbers = group.querySelector("polygon")?.getAttribute("points").match(/-?[\d.]+/g) ?? [];
    if (!path) return;
    const length = path.getTotalLength();
    const at = (place) => path.getPointAtLength(place);
    const head = Math.min(HEAD, length * 0.7);
    const [tip, base, end] = [at(0), at(head), at(length)];
    const long = Math.hypot(tip.x - base.x, tip.y - base.y) || 1;
    const [x, y] = [(tip.x - base.x) / long, (tip.y - base.y) / long];
    const corners = [[tip.x, tip.y], [base.x + 5 * y, base.y - 5 * x], [base.x - 5 * y, base.y + 5 * x]];
    const line = [];
    for (let k = 0; k <= 30; k += 1) line.push(at(head - 1 + ((length - head + 1) * k) / 30));
    let far = { x: end.x, y: end.y, away: 0 }; // the old tip: the corner that is farthest from the end of the line
    for (let k = 0; k + 1 < numbers.length; k += 2) {
      const [px, py] = [Number(numbers[k]), Number(numbers[k + 1])];
      const away = Math.hypot(px - end.x, py - end.y);
      if (away > far.away) far = { x: px, y: py, away };
    }
    const points = [...line, far].map((point) => `${point.x.toFixed(1)},${point.y.toFixed(1)}`);
    for (const [name, attributes] of [
      ["path", { class: "turned", d: `M${points.join(" L")}` }],
      ["polygon", { class: "turned", points: corners.map((corner) => corner.map((n) => n.toFixed(1))).join(" ") }],
    ]) {
      const element = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      group.insertBefore(element, group.querySelector("text"));
    }
  }

  // Puts the table of all steps into a part that can be opened, and returns its rows.
  function foldTable(root) {
    const table = root.querySelector("table");
    if (table.parentElement === root) {
      const details = make("details", {});
      table.replaceWith(details);
      details.append(make("summary", {}, "All steps"), table);
    }
    return table.querySelectorAll("tbody tr");
  }

  function button(bar, label, action) {
    const element = make("button", { type: "button" }, label);
    element.addEventListener("click", () => element.getAttribute("aria-disabled") !== "true" && action());
    bar.append(element);
    return element;
  }

  function make(name, attributes, text) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    return element;
  }
})();
