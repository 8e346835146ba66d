/* The way of the day from what lies on the telephone: stops in their order, one line. */

import { OVER } from "./rules.js";

const SPACE = "http://www.w3.org/2000/svg";

function made(name, facts, text = "") {
  const one = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(facts)) one.setAttribute(key, value);
  one.textContent = text;
  return one;
}

/* The stops of the day of the first visit that is not over; nothing below two places. */
export function stops(visits) {
  const next = visits.find((one) => !OVER.includes(one.status)) ?? visits[0];
  const day = next?.stop?.day;
  return visits.filter((one) => one.stop?.day === day && one.stop.x !== null).sort((a, b) => a.stop.order - b.stop.order);
}

export function draw(figure, visits) {
  const here = stops(visits);
  figure.hidden = here.length < 2;
  if (figure.hidden) return;
  const path = `M${here.map((one) => `${one.stop.x} ${one.stop.y}`).join("L")}`;
  const marks = here.map((one) => {
    const mark = made("g", OVER.includes(one.status) ? { class: "over" } : {});
    const { x, y, order } = one.stop;
    mark.append(made("circle", { cx: x, cy: y, r: 11 }), made("text", { x, y, dy: 4 }, String(order)));
    return mark;
  });
  const kept = [...figure.querySelectorAll("title, desc")];
  figure.querySelector("svg").replaceChildren(...kept, made("path", { class: "way", d: path }), ...marks);
}
