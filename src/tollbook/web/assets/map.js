// The map of figures. The table beside it has all that is on it; this draws the same places, and lets one come nearer.
// Outlines are drawn on a canvas, marks in SVG above it, so that both follow the hand at once.
import { geoMercator, geoPath, geoGraticule10 } from "d3-geo";
import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";
import { feature, mesh } from "topojson-client";

const LARGEST = 26, SMALLEST = 4, SQUARE = 20;
const SIDES = { east: [1, 0], west: [-1, 0], north: [0, -1], south: [0, 1] };
const NEAREST = 2.4; // degrees across the smaller side: the outlines are no finer

const holder = document.getElementById("map");
const marks = JSON.parse(document.getElementById("marks")?.textContent ?? "[]");
if (holder && marks.length) start();

async function start() {
  const canvas = holder.appendChild(document.createElement("canvas"));
  const svg = select(holder).append("svg").attr("aria-hidden", "true");
  const layer = svg.append("g");
  const scale = svg.append("g").attr("class", "scale");
  const said = document.getElementById("map-said");
  const projection = geoMercator();
  const largest = Math.max(1, ...marks.filter((m) => !m.area).map((m) => Math.max(m.low, m.high ?? 0)));
  const radius = (value) => Math.max(SMALLEST, LARGEST * Math.sqrt(value / largest));
  const names = JSON.parse(document.getElementById("countries")?.textContent ?? "{}");
  let moving = false;
  let width = 0, height = 0, home = null, world = null, drawing = 0;

  const groups = layer.selectAll("g").data([...marks].sort(before)).join("g").attr("data-place", (m) => m.number);
  groups.each(function (mark) { shape(select(this), mark); });
  const labels = svg.append("g").selectAll("text").data(marks).join("text")
    .text((m) => m.told).attr("dy", ".35em").attr("class", placed);

  const zooming = zoom().scaleExtent([1, 400]).on("start", () => { moving = true; }).on("end", () => { moving = false; schedule(); }).on("zoom", ({ transform }) => {
    projection.scale(home.scale * transform.k).translate([
      transform.x + home.translate[0] * transform.k, transform.y + home.translate[1] * transform.k,
    ]);
    schedule();
  });

  function before(a, b) {
    return Number(a.area) - Number(b.area) || Math.max(b.low, b.high ?? 0) - Math.max(a.low, a.high ?? 0);
  }
  function outer(mark) {
    if (mark.area) return SQUARE / 2;
    return mark.high === null ? radius(mark.low) + 3 : radius(Math.max(mark.low, mark.high));
  }
  function shape(group, mark) {
    if (mark.area) {
      group.append("rect").attr("class", "area").attr("x", -SQUARE / 2).attr("y", -SQUARE / 2).attr("width", SQUARE).attr("height", SQUARE);
      return;
    }
    if (mark.high !== null && mark.high > mark.low) group.append("circle").attr("class", "ring").attr("r", radius(mark.high));
    if (mark.low) group.append("circle").attr("class", "disc").attr("r", radius(mark.low));
    if (mark.high === null) group.append("circle").attr("class", "open").attr("r", radius(mark.low) + 3);
  }
  function roomy(mark) { return !mark.area && mark.low > 0 && radius(mark.low) >= 9; }
  function placed(mark) { return mark.area ? "squared" : roomy(mark) ? "within" : "halo"; }
  function spot(mark) {
    const [x, y] = projection([mark.lon, mark.lat]);
    const side = SIDES[mark.part];
    return side ? [x + side[0] * (outer(mark) + 1), y + side[1] * (outer(mark) + 1)] : [x, y];
  }

  function schedule() {
    if (!drawing) drawing = requestAnimationFrame(() => { drawing = 0; draw(); });
  }
  function draw() {
    groups.attr("transform", (m) => `translate(${spot(m)})`);
    labels
      .attr("x", (m) => spot(m)[0] + (m.area || roomy(m) ? 0 : outer(m) + 3))
      .attr("y", (m) => spot(m)[1])
      .attr("text-anchor", (m) => (m.area || roomy(m) ? "middle" : "start"));
    ground();
    ruler();
  }
  function ground() {
    const ratio = devicePixelRatio || 1;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const colour = (name) => getComputedStyle(holder).getPropertyValue(name).trim();
    const path = geoPath(projection.clipExtent([[-2, -2], [width + 2, height + 2]]), pen);
    pen.beginPath(); path(geoGraticule10()); pen.strokeStyle = colour("--faint"); pen.lineWidth = 1; pen.stroke();
    if (world) {
      pen.beginPath(); path(world.land); pen.fillStyle = colour("--faint"); pen.fill();
      pen.beginPath(); path(world.borders); pen.strokeStyle = colour("--line"); pen.stroke();
      if (!moving) entitle(pen, colour("--quiet"));
    }
  }
  // The name of each country in the middle of what is seen of it, once the map rests.
  function entitle(pen, colour) {
    pen.font = `12px ${getComputedStyle(holder).fontFamily}`;
    pen.fillStyle = colour;
    pen.textAlign = "center";
    const measure = geoPath(projection);
    for (const country of world.land.features) {
      if (measure.area(country) < (width * height) / 60) continue;
      const [x, y] = measure.centroid(country);
      const name = country.properties.name;
      pen.fillText(names[name] ?? name, x, y);
    }
  }
  function ruler() {
    const middle = projection.invert([width / 2, height / 2]);
    const kilometres = (111.2 * Math.cos((middle[1] * Math.PI) / 180)) / (projection.scale() * Math.PI / 180);
    const most = (width / 6) * kilometres;
    const power = 10 ** Math.floor(Math.log10(Math.max(most, 1)));
    const far = [5, 2, 1].map((n) => n * power).find((n) => n <= most) ?? 1;
    const length = far / kilometres, y = height - 14;
    scale.selectAll("*").remove();
    scale.append("path").attr("d", `M14 ${y - 4}V${y}H${14 + length}V${y - 4}`);
    const number = new Intl.NumberFormat(`${document.documentElement.lang}-u-nu-${holder.dataset.numerals}`).format(far);
    const rtl = document.documentElement.dir === "rtl"; // the map itself is not: east is on the right
    scale.append("text").attr("x", 20 + length).attr("y", y).attr("direction", rtl ? "rtl" : "ltr")
      .attr("text-anchor", rtl ? "end" : "start").text(`${number} ${holder.dataset.km}`);
  }
  // The towns and provinces; of countries only where there is nothing finer.
  function fit() {
    width = holder.clientWidth;
    height = holder.clientHeight;
    const finer = marks.filter((m) => !m.area);
    const shown = finer.length ? finer : marks;
    const room = NEAREST / 2;
    const middle = [mean(shown, "lon"), mean(shown, "lat")];
    const corners = [...shown.map((m) => [m.lon, m.lat]), [middle[0] - room, middle[1] - room], [middle[0] + room, middle[1] + room]];
    projection.clipExtent(null).fitExtent([[60, 50], [width - 60, height - 50]], { type: "MultiPoint", coordinates: corners });
    projection.scale(Math.min(projection.scale(), 60000));
    home = { scale: projection.scale(), translate: projection.translate() };
    const out = Math.min(1, width / 6.3 / home.scale);
    zooming.scaleExtent([out, 60]).extent([[0, 0], [width, height]]);
    select(holder).call(zooming.transform, zoomIdentity);
    draw();
  }
  function mean(some, key) {
    const values = some.map((m) => m[key]);
    return (Math.min(...values) + Math.max(...values)) / 2;
  }

  const KEYS = {
    ArrowLeft: () => zooming.translateBy(select(holder), 60 / transform().k, 0),
    ArrowRight: () => zooming.translateBy(select(holder), -60 / transform().k, 0),
    ArrowUp: () => zooming.translateBy(select(holder), 0, 60 / transform().k),
    ArrowDown: () => zooming.translateBy(select(holder), 0, -60 / transform().k),
    "+": () => zooming.scaleBy(select(holder), 1.6), "=": () => zooming.scaleBy(select(holder), 1.6),
    "-": () => zooming.scaleBy(select(holder), 1 / 1.6),
    0: () => select(holder).call(zooming.transform, zoomIdentity),
  };
  const BUTTONS = { in: "+", out: "-", all: "0" };
  function transform() { return holder.__zoom; }

  function light(number, on) {
    holder.querySelector(`[data-place="${number}"]`)?.classList.toggle("on", on);
    document.getElementById(`place-${number}`)?.classList.toggle("on", on);
    const mark = marks.find((m) => m.number === Number(number));
    said.textContent = on && mark ? `${mark.told}. ${mark.name}: ${mark.figure}` : "";
  }

  select(holder).call(zooming).on("dblclick.zoom", null);
  holder.addEventListener("keydown", (event) => {
    if (KEYS[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); KEYS[event.key](); }
  });
  for (const button of document.querySelectorAll("[data-map]"))
    button.addEventListener("click", () => KEYS[BUTTONS[button.dataset.map]]());
  document.querySelector(".map-keys").hidden = false;
  groups.on("mouseenter", (_, m) => light(m.number, true)).on("mouseleave", (_, m) => light(m.number, false));
  for (const mark of marks) {
    const row = document.getElementById(`place-${mark.number}`);
    row?.addEventListener("mouseenter", () => light(mark.number, true));
    row?.addEventListener("mouseleave", () => light(mark.number, false));
  }
  new ResizeObserver(() => { if (holder.clientWidth !== width || holder.clientHeight !== height) fit(); }).observe(holder);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", schedule);

  fit();
  try {
    const topology = await (await fetch(holder.dataset.world)).json();
    const all = topology.objects.countries;
    world = { land: feature(topology, all), borders: mesh(topology, all) };
  } catch {
    said.textContent = holder.dataset.broken;
  }
  draw();
  holder.dataset.drawn = "yes";
}
